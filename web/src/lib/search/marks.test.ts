import { expect, it } from 'vitest';
import { piecesOf } from './marks';

it('cuts a text at what was found', () => {
  expect(piecesOf('green sea', [{ start: 6, end: 9 }])).toEqual([
    { text: 'green ', isFound: false },
    { text: 'sea', isFound: true }
  ]);
});

it('counts an emoji as one character', () => {
  expect(piecesOf('🌊🌊 sea', [{ start: 3, end: 6 }]).at(-1)).toEqual({ text: 'sea', isFound: true });
});

it('is whole without marks, and bears marks that overlap', () => {
  expect(piecesOf('sea', [])).toEqual([{ text: 'sea', isFound: false }]);
  expect(piecesOf('abcd', [{ start: 0, end: 3 }, { start: 2, end: 4 }]).map((each) => each.text).join('')).toBe('abcd');
});
