/**
 * The average colour of a ThumbHash as `rgb(…)`: what stands in a picture's place until it is there.
 * Format: https://evanw.github.io/thumbhash/ (luminance, two colour differences, and alpha in the header).
 */
export function averageColour(hash: string): string {
  const bytes = Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0));
  const header = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) | ((bytes[2] ?? 0) << 16);
  const luminance = (header & 63) / 63;
  const yellowBlue = ((header >> 6) & 63) / 31.5 - 1;
  const redGreen = ((header >> 12) & 63) / 31.5 - 1;
  const blue = luminance - (2 / 3) * yellowBlue;
  const red = (3 * luminance - blue + redGreen) / 2;
  const parts = [red, red - redGreen, blue].map((part) => Math.round(255 * Math.min(1, Math.max(0, part))));
  return `rgb(${parts.join(' ')})`;
}
