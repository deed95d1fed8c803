/** A picture in a row: where it stands among all, and how wide it is shown. */
export type Cell = { index: number; width: number };
export type Row = { height: number; cells: readonly Cell[] };

export const GAP = 8;

/**
 * Rows that fill the width, of about the wanted height, from the pictures' ratios of width to height.
 * The last row keeps the wanted height when it is not full.
 */
export function rowsOf(ratios: readonly number[], width: number, wanted: number): Row[] {
  const rows: Row[] = [];
  let begin = 0;
  let sum = 0;
  for (let index = 0; index < ratios.length; index++) {
    sum += clamped(ratios[index]);
    const free = width - GAP * (index - begin);
    if (sum * wanted >= free) {
      rows.push(row(ratios, begin, index, free / sum));
      begin = index + 1;
      sum = 0;
    }
  }
  if (begin < ratios.length) rows.push(row(ratios, begin, ratios.length - 1, wanted));
  return rows;
}

/** A panorama or a strip would leave nothing of its neighbours. */
function clamped(ratio: number | undefined): number {
  return Math.min(3, Math.max(0.5, ratio ?? 1));
}

function row(ratios: readonly number[], begin: number, end: number, height: number): Row {
  const cells = [];
  for (let index = begin; index <= end; index++) cells.push({ index, width: height * clamped(ratios[index]) });
  return { height, cells };
}
