import type { State } from './upload.svelte';

const MOST = 100;

/** What needs a person comes first, then what moves, then the rest. */
const ORDER: readonly State[] = [
  'failed',
  'rejected',
  'refused',
  'sending',
  'paused',
  'offline',
  'held',
  'preparing',
  'waiting',
  'duplicate',
  'done',
  'canceled'
];

/** The lines that a panel shows: at most a hundred, the most interesting ones. */
export function shown<Line extends { state: State }>(all: readonly Line[]): Line[] {
  if (all.length <= MOST) return [...all];
  return all.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)).slice(0, MOST);
}
