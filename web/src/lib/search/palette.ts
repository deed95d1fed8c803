/** A colour, and in how many pictures it is. */
export type Swatch = { color: string; images: number };

/** In CIELAB (CIE76): about what the search counts as the same colour. */
const NEAR = 20;

/** The colours of a library, the most frequent first, none near another one. */
export function paletteOf(colors: readonly (readonly string[])[], limit = 18): Swatch[] {
  const swatches: (Swatch & { lab: Lab })[] = [];
  for (const color of colors.flat()) {
    const lab = labOf(color);
    const near = swatches.find((each) => distance(each.lab, lab) < NEAR);
    if (near) near.images++;
    else swatches.push({ color, lab, images: 1 });
  }
  return swatches
    .sort((a, b) => b.images - a.images)
    .slice(0, limit)
    .sort((a, b) => hueOf(a.lab) - hueOf(b.lab))
    .map(({ color, images }) => ({ color, images }));
}

type Lab = readonly [number, number, number];

function labOf(color: string): Lab {
  const number = parseInt(color.replace('#', ''), 16);
  const [r = 0, g = 0, b = 0] = [number >> 16, (number >> 8) & 255, number & 255].map((each) => linear(each / 255));
  const x = cube((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = cube(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = cube((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const cube = (part: number): number => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116);
const distance = (a: Lab, b: Lab): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** Greys first, then round the circle of hues. */
function hueOf([light, a, b]: Lab): number {
  return Math.hypot(a, b) < 10 ? light / 1000 - 10 : Math.atan2(b, a);
}
