import { afterEach, expect, it, vi } from 'vitest';
import type { Image } from '../api/ask';
import { bestOf, Groups, savedBytes } from './groups.svelte';

afterEach(() => vi.unstubAllGlobals());

const image = (id: string, width: number, size_bytes: number): Image => ({ id, width, height: width, size_bytes }) as Image;

it('suggests the most pixels, then the most bytes, then the oldest', () => {
  expect(bestOf([image('a', 10, 5), image('b', 20, 5)])?.id).toBe('b');
  expect(bestOf([image('a', 20, 4), image('b', 20, 5)])?.id).toBe('b');
  expect(bestOf([image('b', 20, 5), image('a', 20, 5)])?.id).toBe('a');
  expect(bestOf([])).toBeUndefined();
});

it('says what keeping one of them frees', () => {
  const [a, b, c] = [image('a', 1, 100), image('b', 1, 20), image('c', 1, 3)];
  expect(savedBytes([a, b, c], a)).toBe(23);
});

it('reads over empty pages, and shows a group once', async () => {
  const pages = [
    { data: [], next_cursor: '1' },
    { data: [{ images: [{ id: 'a' }, { id: 'b' }] }], next_cursor: '2' },
    { data: [{ images: [{ id: 'b' }, { id: 'a' }] }, { images: [{ id: 'c' }, { id: 'd' }] }] }
  ];
  vi.stubGlobal('fetch', async () => Response.json(pages.shift()));
  const groups = new Groups('alike');
  await groups.more();
  expect(groups.all.map(({ key }) => key)).toEqual(['a,b', 'c,d']);
  expect(groups.isWhole).toBe(true);
});

it('keeps what it has when a page fails, and goes on from there', async () => {
  const answers = [Response.json({ data: [{ images: [{ id: 'a' }, { id: 'b' }] }], next_cursor: '1' }), Response.error()];
  vi.stubGlobal('fetch', async () => answers.shift() ?? Response.json({ data: [] }));
  const groups = new Groups('same');
  await groups.more();
  expect([groups.all.length, groups.problem !== null, groups.isWhole]).toEqual([1, true, false]);
  await groups.more();
  expect([groups.problem, groups.isWhole]).toEqual([null, true]);
});
