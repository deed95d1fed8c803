import { expect, it } from 'vitest';
import { paletteOf } from './palette';

it('joins colours that the search takes for one', () => {
  expect(paletteOf([['#ff8800', '#000000'], ['#fd8a03'], ['#0000ff']])).toEqual([
    { color: '#000000', images: 1 },
    { color: '#0000ff', images: 1 },
    { color: '#ff8800', images: 2 }
  ]);
});

it('keeps the most frequent', () => {
  const colors = [['#ff0000'], ['#ff0000'], ['#00ff00'], ['#00ff00'], ['#0000ff']];
  expect(paletteOf(colors, 2).map(({ color }) => color)).toEqual(['#ff0000', '#00ff00']);
});

it('is empty for no pictures', () => {
  expect(paletteOf([])).toEqual([]);
});
