import type { Action } from '../act/action';
import { text } from '../text';
import { viewing } from '../text/viewing';

/** What can be done with the image that is open. Buttons and keys call the same. */
export type ViewerActions = Record<
  'previous' | 'next' | 'zoomIn' | 'zoomOut' | 'fit' | 'actual' | 'left' | 'right' | 'up' | 'down',
  () => void
> &
  Record<'compare' | 'fullScreen' | 'download' | 'remove' | 'info' | 'close' | 'copy', () => unknown>;

const KEYS: readonly [keyof ViewerActions, string][] = [
  ['previous', 'arrowleft'],
  ['next', 'arrowright'],
  ['zoomIn', '+'],
  ['zoomOut', '-'],
  ['fit', '0'],
  ['actual', '1'],
  ['info', 'i'],
  ['compare', 'v'],
  ['fullScreen', 'f'],
  ['download', 'd'],
  ['copy', 'c'],
  ['remove', 'delete'],
  ['close', 'escape']
];
const PANS: readonly [keyof ViewerActions, string][] = [
  ['left', 'arrowleft'],
  ['right', 'arrowright'],
  ['up', 'arrowup'],
  ['down', 'arrowdown']
];

/** The actions as the key handler, the command box and the list of keys read them. Arrows move a picture that is zoomed. */
export function listed(actions: ViewerActions, isZoomed: () => boolean): Action[] {
  const action = ([id, keys]: readonly [keyof ViewerActions, string], when?: () => boolean): Action => ({
    id: `view-${id}`,
    title: viewing.actions[id],
    group: text.pages.image,
    keys,
    when,
    run: actions[id]
  });
  return [...KEYS.map((each) => action(each)), ...PANS.map((each) => action(each, isZoomed))];
}
