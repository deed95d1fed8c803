import { expect, it } from 'vitest';
import { line } from './spark';

it('draws from left to right, the largest at the top', () => {
  expect(line([0, 2, 4], 100, 10)).toBe('M0 9L50 5L100 1');
  expect(line([0, 0], 100, 10)).toBe('M0 9L100 9');
  expect(line([], 100, 10)).toBe('');
});
