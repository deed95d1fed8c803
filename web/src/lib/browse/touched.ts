import type { Rectangle } from '../select/lasso.svelte';
import { firstBelow, type Box } from './layout';
import { GAP } from './rows';

/** The tiles that a rectangle touches, as [group, index]. */
export function touched(boxes: readonly Box[], { left, top, right, bottom }: Rectangle): [number, number][] {
  const found: [number, number][] = [];
  for (let group = firstBelow(boxes, top); group < boxes.length && boxes[group]!.top < bottom; group++) {
    for (const line of boxes[group]!.lines) {
      const above = boxes[group]!.top + line.top;
      if (above > bottom || above + line.height < top) continue;
      let x = 0;
      for (const { index, width } of line.cells) {
        if (x < right && x + width > left) found.push([group, index]);
        x += width + GAP;
      }
    }
  }
  return found;
}
