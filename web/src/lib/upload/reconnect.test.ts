import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Reconnect } from './reconnect';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('goes on the moment that the browser is online again', () => {
  const again = vi.fn();
  new Reconnect(again).arm();
  dispatchEvent(new Event('online'));
  expect(again).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(600_000);
  expect(again).toHaveBeenCalledTimes(1);
});

it('survives ten minutes without a connection, and asks ever more slowly', () => {
  const again = vi.fn(() => reconnect.arm());
  const reconnect = new Reconnect(again);
  reconnect.arm();
  vi.advanceTimersByTime(600_000);
  expect(again.mock.calls.length).toBeGreaterThan(10);
  expect(again.mock.calls.length).toBeLessThan(20);
});
