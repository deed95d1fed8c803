import { expect, it } from 'vitest';
import { slugOf } from './slugs';

it('makes of what is typed what an address can hold', () => {
  expect(slugOf(' Straße nach Köln! ')).toBe('strasse-nach-koln');
  expect(slugOf('a__b')).toBe('a__b');
  expect(slugOf('مرحبا')).toBe('');
  expect(slugOf('x'.repeat(99))).toHaveLength(50);
});
