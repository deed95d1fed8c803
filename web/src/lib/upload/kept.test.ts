import { beforeEach, expect, it } from 'vitest';
import { arrivedIn, keep, keepArrived, kept, letGo } from './kept';
import { DEFAULTS } from './options';

const arrived = (imageId: string) => ({ imageId, name: 'a.jpg', size: 1, options: DEFAULTS });

beforeEach(() => localStorage.clear());

it('tells what a page has left', () => {
  expect(kept('s')).toBeNull();
  keep('s', { isSending: true });
  keepArrived('s', arrived('img_1'));
  keepArrived('s', arrived('img_2'));
  letGo('s', 'img_1');
  expect(kept('s')?.isSending).toBe(true);
  expect(arrivedIn('s').map((each) => each.imageId)).toEqual(['img_2']);
});
