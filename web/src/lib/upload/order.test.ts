import { expect, it } from 'vitest';
import { shown } from './order';
import type { State } from './upload.svelte';

const line = (state: State, n: number) => ({ state, n });

it('keeps the order of a few', () => {
  const few = [line('done', 0), line('failed', 1)];
  expect(shown(few)).toEqual(few);
});

it('shows of many those that need a person', () => {
  const many = [...Array.from({ length: 300 }, (_, n) => line('done', n)), line('sending', 300), line('failed', 301)];
  expect(shown(many)).toHaveLength(100);
  expect(shown(many).slice(0, 2).map((each) => each.n)).toEqual([301, 300]);
});
