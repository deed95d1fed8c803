import { Lasso } from '../select/lasso.svelte';
import type { Selection } from '../select/selection.svelte';
import type { Day } from './days';
import { touched } from './touched';
import type { GridView } from './view.svelte';

/** The lasso of a grid. It loads after the grid, whose first picture does not wait for it. */
export function lassoOf(view: GridView, days: () => readonly Day[], selection: () => Selection): Lasso {
  return new Lasso(
    (rectangle) => new Set(touched(view.layout.boxes, rectangle).flatMap(([day, n]) => days()[day]?.tiles[n]?.id ?? [])),
    selection
  );
}
