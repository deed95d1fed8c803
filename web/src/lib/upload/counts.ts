import type { Upload } from './upload.svelte';

export type Counts = Record<'waiting' | 'running' | 'paused' | 'done' | 'failed' | 'duplicate', number>;

const COUNTED_AS: Record<Upload['state'], keyof Counts | null> = {
  refused: 'failed',
  waiting: 'waiting',
  sending: 'running',
  fetching: 'running',
  paused: 'paused',
  offline: 'waiting',
  held: 'waiting',
  preparing: 'running',
  done: 'done',
  duplicate: 'duplicate',
  failed: 'failed',
  rejected: 'failed',
  canceled: null
};

/** How many uploads there are of each kind, as the panel counts them. */
export function countsOf(all: readonly Upload[]): Counts {
  const counts: Counts = { waiting: 0, running: 0, paused: 0, done: 0, failed: 0, duplicate: 0 };
  for (const { state } of all) {
    const name = COUNTED_AS[state];
    if (name) counts[name]++;
  }
  return counts;
}
