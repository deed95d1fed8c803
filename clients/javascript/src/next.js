// A loader of next/image (https://nextjs.org/docs/app/api-reference/components/image#loader).
import { atWidth, WIDTHS } from './index.js';

// Qualities that everybody can request; Next's own default is 75.
const QUALITIES = [50, 65, 75, 80, 90];

/** The next larger width that everybody can request. Above the largest, the largest. */
export function openWidth(width) {
  return WIDTHS.find((each) => each >= width) ?? WIDTHS[WIDTHS.length - 1];
}

export default function pixelflareLoader({ src, width, quality }) {
  const open = quality === undefined ? undefined : QUALITIES.find((each) => each >= quality) ?? 90;
  return atWidth(src, openWidth(width), { quality: open });
}
