import { expect, it } from 'vitest';
import { averageColour } from './thumbhash';

/** The header of a hash, packed as the format says. */
function header(luminance: number, yellowBlue: number, redGreen: number): string {
  const packed =
    Math.round(63 * luminance) |
    (Math.round(31.5 + 31.5 * yellowBlue) << 6) |
    (Math.round(31.5 + 31.5 * redGreen) << 12);
  return btoa(String.fromCharCode(packed & 255, (packed >> 8) & 255, (packed >> 16) & 255, 0, 0));
}

it('reads white, black and red', () => {
  expect(averageColour(header(1, 0, 0))).toMatch(/^rgb\(2[45]\d 2[45]\d 2[45]\d\)$/);
  expect(averageColour(header(0, 0, 0))).toMatch(/^rgb\([0-9] [0-9] [0-9]\)$/);
  const [red, green, blue] = averageColour(header(1 / 3, 0.5, 1)).match(/\d+/g)!.map(Number);
  expect(red).toBeGreaterThan(240);
  expect(green).toBeLessThan(20);
  expect(blue).toBeLessThan(20);
});
