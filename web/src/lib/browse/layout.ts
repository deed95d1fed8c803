import type { Rectangle } from '../select/lasso.svelte';
import { rowsOf, GAP, type Cell } from './rows';

/** How the images of a page are laid out. */
export type Look = 'rows' | 'squares' | 'list';
/** How large pictures are. */
export const DENSITIES = ['small', 'medium', 'large'] as const;
export type Density = (typeof DENSITIES)[number];

/** A line of tiles. Cells beyond the tiles that are known stand for images that are still to come. */
export type Line = { top: number; height: number; cells: readonly Cell[] };
export type Box = { top: number; height: number; lines: readonly Line[] };
/** What the layout needs of a group of images: how many there are, and the ratios of those that are known. */
export type Group = { total: number; ratios: readonly number[]; hasTitle: boolean };

export const TITLE = 44; // px
const LINE = 56; // px, of the list
const LINES = {
  small: { row: 140, ofPhone: 90, square: 130, least: 4 },
  medium: { row: 210, ofPhone: 130, square: 190, least: 3 },
  large: { row: 320, ofPhone: 260, square: 280, least: 2 }
} as const satisfies Record<Density, object>;
const PHONE = 640; // px of width, below which lines have the height of a phone
const UNKNOWN = 1.4; // the ratio that an image has until it is known

/** The lines of one group, from its own top. */
export function linesOf(group: Group, look: Look, width: number, density: Density = 'medium'): { lines: Line[]; height: number } {
  const begin = group.hasTitle ? TITLE : 0;
  const lines: Line[] = [];
  let top = begin;
  for (const { height, cells } of rows(group, look, width, density)) {
    lines.push({ top, height, cells });
    top += height + (look === 'list' ? 0 : GAP);
  }
  return { lines, height: top + (group.hasTitle ? GAP : 0) };
}

function rows(group: Group, look: Look, width: number, density: Density): { height: number; cells: readonly Cell[] }[] {
  const size = LINES[density];
  if (look === 'rows') {
    const known = group.ratios.slice(0, group.total);
    const missing = Array.from({ length: group.total - known.length }, () => UNKNOWN);
    return rowsOf([...known, ...missing], width, width < PHONE ? size.ofPhone : size.row);
  }
  const across = look === 'list' ? 1 : Math.max(size.least, Math.floor(width / size.square));
  const side = (width - GAP * (across - 1)) / across;
  return Array.from({ length: Math.ceil(group.total / across) }, (_, line) => ({
    height: look === 'list' ? LINE : side,
    cells: Array.from({ length: Math.min(across, group.total - line * across) }, (_, n) => ({
      index: line * across + n,
      width: look === 'list' ? width : side
    }))
  }));
}

/** Puts boxes of these heights below each other. */
export function stacked(parts: readonly { lines: readonly Line[]; height: number }[]): { boxes: Box[]; height: number } {
  let top = 0;
  const boxes = parts.map(({ lines, height }) => {
    const box = { top, height, lines };
    top += height;
    return box;
  });
  return { boxes, height: top };
}

/** The first of these whose end lies below `y`; their number if there is none. They are in order. */
export function firstBelow(all: readonly { top: number; height: number }[], y: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { top, height } = all[middle]!;
    if (top + height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

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
