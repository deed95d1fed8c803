import { describe, expect, it } from 'vitest';
import { GAP, rowsOf } from './rows';

describe('rows', () => {
  it('fill the width exactly, but for the last one', () => {
    const ratios = Array.from({ length: 40 }, (_, n) => 0.6 + (n % 7) * 0.3);
    const rows = rowsOf(ratios, 1000, 200);
    for (const row of rows.slice(0, -1)) {
      const used = row.cells.reduce((sum, cell) => sum + cell.width, 0) + GAP * (row.cells.length - 1);
      expect(used).toBeCloseTo(1000, 6);
    }
    expect(rows.flatMap((row) => row.cells.map((cell) => cell.index))).toEqual([...ratios.keys()]);
  });

  it('keep the wanted height where a row is not full', () => {
    expect(rowsOf([1.5], 1000, 200)).toEqual([{ height: 200, cells: [{ index: 0, width: 300 }] }]);
  });

  it('show a panorama no wider than three times its height', () => {
    expect(rowsOf([12], 1000, 200)[0]?.cells[0]?.width).toBe(600);
  });

  it('are none for no pictures', () => {
    expect(rowsOf([], 1000, 200)).toEqual([]);
  });
});
