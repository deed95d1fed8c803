import { expect, it } from 'vitest';
import { averageColour, pixels } from './thumbhash';

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

it('draws a picture whose sides differ as the hash says', () => {
  // Luminance 1/2, without colour, and one wave across: bright at the start, dark at the end.
  const bytes = new Uint8Array(24).fill(0x77);
  bytes.set([32 | (0x20 << 6), (0x20 << 6 >> 8) | ((0x20 << 12 >> 8) & 0xf0), (0x20 << 12 >> 16) | (31 << 2), 7, 0, 0x7f]);
  const data = pixels(btoa(String.fromCharCode(...bytes)), 4, 4);
  expect(data).toHaveLength(64);
  expect(data[0]).toBeGreaterThan(data[12]! + 50);
});
