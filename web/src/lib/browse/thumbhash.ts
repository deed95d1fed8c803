/**
 * What stands in a picture's place until it is there, from its ThumbHash: a few cosines of luminance, of two colour
 * differences, and of alpha, four bits each.
 * Format: https://evanw.github.io/thumbhash/
 */

type Channel = { mean: number; waves: { x: number; y: number; height: number }[] };
type Hash = { luminance: Channel; yellowBlue: Channel; redGreen: Channel };

/** The average colour as `rgb(…)`. */
export function averageColour(hash: string): string {
  const { luminance, yellowBlue, redGreen } = meansOf(bytesOf(hash));
  return `rgb(${rgb(luminance, yellowBlue, redGreen).join(' ')})`;
}

/** The picture as RGBA of this size, for a canvas that is drawn larger. */
export function pixels(hash: string, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const { luminance, yellowBlue, redGreen } = read(bytesOf(hash));
  const [across, down] = [cosines(width), cosines(height)];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = [across[x]!, down[y]!] as const;
      data.set([...rgb(valueOf(luminance, ...at), valueOf(yellowBlue, ...at), valueOf(redGreen, ...at)), 255], 4 * (y * width + x));
    }
  }
  return data;
}

const WAVES = 7; // at most, along a side

/** The cosine of each wave in the middle of each pixel of a side, once for all pixels: a grid draws many pictures at once. */
function cosines(side: number): number[][] {
  const wavesAt = (pixel: number) => Array.from({ length: WAVES }, (_, wave) => Math.cos((Math.PI * wave * (pixel + 0.5)) / side));
  return Array.from({ length: side }, (_, pixel) => wavesAt(pixel));
}

const bytesOf = (hash: string): Uint8Array => Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0));

function meansOf(bytes: Uint8Array) {
  const head = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) | ((bytes[2] ?? 0) << 16);
  return {
    luminance: (head & 63) / 63,
    yellowBlue: ((head >> 6) & 63) / 31.5 - 1,
    redGreen: ((head >> 12) & 63) / 31.5 - 1,
    scale: ((head >> 18) & 31) / 31,
    hasAlpha: head >> 23 !== 0
  };
}

function read(bytes: Uint8Array): Hash {
  const means = meansOf(bytes);
  const tail = (bytes[3] ?? 0) | ((bytes[4] ?? 0) << 8);
  const [long, short] = [means.hasAlpha ? 5 : 7, tail & 7];
  const isWide = tail >> 15 !== 0;
  const columns = Math.max(3, isWide ? long : short);
  const lines = Math.max(3, isWide ? short : long);
  const fours = nibbles(bytes, means.hasAlpha ? 6 : 5);
  return {
    luminance: { mean: means.luminance, waves: waves(fours, columns, lines, means.scale) },
    yellowBlue: { mean: means.yellowBlue, waves: waves(fours, 3, 3, (1.25 * ((tail >> 3) & 63)) / 63) },
    redGreen: { mean: means.redGreen, waves: waves(fours, 3, 3, (1.25 * ((tail >> 9) & 63)) / 63) }
  };
}

function* nibbles(bytes: Uint8Array, begin: number): Generator<number, number> {
  for (const byte of bytes.subarray(begin)) {
    yield byte & 15;
    yield byte >> 4;
  }
  return 7;
}

/** The triangle of low frequencies, without the mean. */
function waves(fours: Iterator<number, number>, columns: number, lines: number, scale: number): Channel['waves'] {
  const found = [];
  for (let y = 0; y < lines; y++) {
    for (let x = y ? 0 : 1; x * lines < columns * (lines - y); x++) {
      found.push({ x, y, height: (fours.next().value / 7.5 - 1) * scale });
    }
  }
  return found;
}

function valueOf({ mean, waves }: Channel, across: readonly number[], down: readonly number[]): number {
  let sum = mean;
  for (const { x, y, height } of waves) sum += 2 * height * across[x]! * down[y]!;
  return sum;
}

function rgb(luminance: number, yellowBlue: number, redGreen: number): number[] {
  const blue = luminance - (2 / 3) * yellowBlue;
  const red = (3 * luminance - blue + redGreen) / 2;
  return [red, red - redGreen, blue].map((part) => Math.round(255 * Math.min(1, Math.max(0, part))));
}
