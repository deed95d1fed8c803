import { expect, it } from 'vitest';
import { matching } from './commands';

const named = (title: string, when = true) => ({ id: title, title, when: () => when, run: () => {} });

it('finds by parts of words, without accents or case, and the beginning first', () => {
  const all = [named('Go to Images'), named('Images: select all'), named('Übersicht'), named('Impossible', false)];
  expect(matching(all, 'IMA').map((each) => each.title)).toEqual(['Images: select all', 'Go to Images']);
  expect(matching(all, 'uber').map((each) => each.title)).toEqual(['Übersicht']);
  expect(matching(all, 'impossible')).toEqual([]);
  expect(matching(all, 'images go')).toHaveLength(1);
});
