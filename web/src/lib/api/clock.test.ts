import { expect, it } from 'vitest';
import { readClock, serverNow } from './clock';

const NOON = Date.parse('2026-11-29T12:00:00Z');
const answer = (date?: string) => new Response(null, { headers: date ? { Date: date } : {} });

it('follows the service when this machine is an hour ahead', () => {
  readClock(answer('Sun, 29 Nov 2026 11:00:00 GMT'), NOON);
  expect(serverNow(NOON + 5000).toISOString()).toBe('2026-11-29T11:00:05.000Z');
});

it('keeps what it knows when an answer has no date', () => {
  readClock(answer('Sun, 29 Nov 2026 13:00:00 GMT'), NOON);
  readClock(answer(), NOON);
  expect(serverNow(NOON).toISOString()).toBe('2026-11-29T13:00:00.000Z');
});
