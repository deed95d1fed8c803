import { expect, it, vi } from 'vitest';
import type { Image } from '../api/ask';
import { Neighbours, type Fetch } from './neighbours.svelte';

const image = (n: number) => ({ id: `img_${n}` }) as Image;
const numbers = (images: readonly Image[]) => images.map((each) => Number(each.id.slice(4)));

/** A library of a hundred images, 99 the newest. Like the API, it gives the image itself among the newer ones. */
const library: Fetch = async (side, of) => {
  const n = Number(of.id.slice(4));
  const from = (start: number, step: number) => Array.from({ length: 30 }, (_, i) => start + i * step).filter((i) => i >= 0 && i < 100);
  return (side === 'newer' ? from(n, 1) : from(n - 1, -1)).map(image);
};

it('stands between its neighbours, newest first', async () => {
  const near = new Neighbours(library);
  await near.show(image(50), {});
  expect([near.previous?.id, near.next?.id]).toEqual(['img_51', 'img_49']);
  expect(numbers(near.all)).toEqual(Array.from({ length: 60 }, (_, i) => 79 - i));
});

it('loads more before the end comes, and nothing in the middle', async () => {
  const fetch = vi.fn(library);
  const near = new Neighbours(fetch);
  await near.show(image(50), {});
  await near.show(image(45), {});
  expect(fetch).toHaveBeenCalledTimes(2);
  await near.show(image(22), {});
  expect(fetch).toHaveBeenCalledTimes(3);
  expect(near.all.at(-1)?.id).toBe('img_0');
});

it('ends at the oldest and the newest', async () => {
  const near = new Neighbours(library);
  await near.show(image(0), {});
  expect(near.next).toBeUndefined();
  await near.show(image(99), {});
  expect(near.previous).toBeUndefined();
});

it('gives the next one in place of a deleted one', async () => {
  const near = new Neighbours(library);
  await near.show(image(50), {});
  expect(near.drop('img_50')?.id).toBe('img_49');
  expect(near.all.some((each) => each.id === 'img_50')).toBe(false);
});
