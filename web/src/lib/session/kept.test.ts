import { beforeEach, expect, it } from 'vitest';
import { hasEnded, keptIn, type Kept } from './kept';

const kept: Kept = { access_token: 'a', expires_at: 1000, profile: { sub: 's' } };

beforeEach(() => sessionStorage.clear());

it('finds the sign-in among what a tab keeps', () => {
  sessionStorage.setItem('oidc.state', '{}');
  expect(keptIn(sessionStorage)).toBeNull();
  sessionStorage.setItem('oidc.user:https://pool:client', JSON.stringify(kept));
  expect(keptIn(sessionStorage)).toEqual(kept);
});

it('counts a token as ended a minute before it is', () => {
  expect(hasEnded(kept, 930_000)).toBe(false);
  expect(hasEnded(kept, 941_000)).toBe(true);
  expect(hasEnded({ ...kept, expires_at: undefined }, 9e12)).toBe(false);
});
