import { expect, it } from 'vitest';
import type { Image } from '../api/ask';
import { hasMorePixels, isShown, widths } from './sources';

const image = (some: object) => ({ status: 'ready', width: 4000, height: 10, frames: 1, size_bytes: 1, variants: {}, ...some }) as unknown as Image;

it('loads all pixels only where there are more, and never a huge animation', () => {
  expect(hasMorePixels(image({}))).toBe(true);
  expect(hasMorePixels(image({ width: 2048 }))).toBe(false);
  expect(hasMorePixels(image({ frames: 400, size_bytes: 40_000_000 }))).toBe(false);
  expect(hasMorePixels(image({ frames: 4, size_bytes: 400_000 }))).toBe(true);
});

it('offers the widths that the CDN has', () => {
  const variants = { w512: 'a', w1024: 'b', w1536: 'c', w2048: 'd' };
  expect(widths(image({ variants }))).toBe('a 512w, b 1024w, c 1536w, d 2048w');
});

it('shows private images too, but none that is not ready', () => {
  expect(isShown(image({ is_private: true }))).toBe(true);
  expect(isShown(image({ status: 'processing', width: null }))).toBe(false);
});
