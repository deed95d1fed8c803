import { expect, it } from 'vitest';
import { tagsIn } from './tags';

it('reads tags as they are typed', () => {
  expect(tagsIn('Sea, summer 2026,sea,, -x, ñ')).toEqual(['sea', 'summer-2026']);
});
