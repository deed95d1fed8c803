import type { Image } from '../api/ask';

const WIDTHS = [512, 1024, 1536, 2048] as const;
/** An animation of more bytes than this is shown as a variant, however near somebody looks. */
const LARGEST_ANIMATION_BYTES = 8_000_000;

/** The picture in several widths, for `srcset`. */
export function widths(image: Image): string {
  return WIDTHS.map((width) => `${image.variants[`w${width}`]} ${width}w`).join(', ');
}

/** Whether a nearer look deserves all pixels: the variants are smaller than the picture, and the bytes no burden. */
export function hasMorePixels(image: Image): boolean {
  const isBurden = (image.frames ?? 1) > 1 && (image.size_bytes ?? 0) > LARGEST_ANIMATION_BYTES;
  return (image.width ?? 0) > 2048 && !isBurden;
}

/** Whether there is anything to show. Private images come with signed addresses. */
export function isShown(image: Image): boolean {
  return image.status === 'ready' && image.width !== null && image.height !== null;
}
