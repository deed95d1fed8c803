import { describe, expect, it } from 'vitest';
import { DENSITIES, firstBelow, linesOf, stacked, touched, TITLE, type Group, type Look } from './layout';

const group = (total: number, known = total): Group => ({
  total,
  ratios: Array.from({ length: known }, (_, n) => 0.7 + (n % 5) * 0.25),
  hasTitle: true
});

describe('the layout', () => {
  it.each<Look>(['rows', 'squares', 'list'])('as %s holds each image once, below the title', (look) => {
    const { lines, height } = linesOf(group(57), look, 1000);
    expect(lines.flatMap((line) => line.cells.map((cell) => cell.index))).toEqual([...Array(57).keys()]);
    expect(lines[0]?.top).toBe(TITLE);
    expect(lines.at(-1)!.top + lines.at(-1)!.height).toBeLessThanOrEqual(height);
  });

  it.each<Look>(['rows', 'squares'])('as %s has more and higher lines the larger pictures are, on a phone as well', (look) => {
    for (const width of [360, 1400]) {
      const heights = DENSITIES.map((density) => linesOf(group(60), look, width, density).lines[0]!.height);
      expect(heights).toEqual([...heights].sort((a, b) => a - b));
      expect(heights[2]).toBeGreaterThan(1.3 * heights[0]!);
      const counts = DENSITIES.map((density) => linesOf(group(60), look, width, density).lines.length);
      expect(counts[1]).toBeGreaterThan(counts[0]!);
      expect(counts[2]).toBeGreaterThan(counts[1]!);
    }
  });

  it('keeps the lines of what is known when more comes', () => {
    const before = linesOf({ ...group(500), ratios: group(500).ratios.slice(0, 100) }, 'rows', 1000);
    const after = linesOf(group(500), 'rows', 1000);
    const same = before.lines.filter((line) => line.cells.every((cell) => cell.index < 100)).slice(0, -1);
    expect(after.lines.slice(0, same.length)).toEqual(same);
  });

  it('finds what is in view by halves', () => {
    const { boxes, height } = stacked(Array.from({ length: 1000 }, () => linesOf(group(20), 'squares', 1000)));
    expect(firstBelow(boxes, 0)).toBe(0);
    expect(boxes[firstBelow(boxes, height / 2)]!.top).toBeLessThanOrEqual(height / 2);
    expect(firstBelow(boxes, height + 1)).toBe(1000);
  });

  it('knows what a rectangle touches', () => {
    const { boxes } = stacked([linesOf(group(4), 'list', 1000), linesOf(group(4), 'list', 1000)]);
    expect(touched(boxes, { left: 0, right: 10, top: TITLE + 60, bottom: TITLE + 120 })).toEqual([
      [0, 1],
      [0, 2]
    ]);
    expect(touched(boxes, { left: 0, right: 10, top: 0, bottom: 9999 })).toHaveLength(8);
  });

  it('of 100,000 images takes no longer than a few frames', () => {
    const begin = performance.now();
    stacked(Array.from({ length: 1000 }, () => linesOf(group(100), 'rows', 1200)));
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
