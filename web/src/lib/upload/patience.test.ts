import { expect, it, vi } from 'vitest';
import { ApiError } from '../api/ask';
import { patient } from './patience';

const refusal = (status: number, wait?: number) => new ApiError(status, 'RATE_LIMIT_EXCEEDED', '', undefined, undefined, wait);

it('waits as long as the API says, and says so', async () => {
  vi.useFakeTimers();
  const ask = vi.fn().mockRejectedValueOnce(refusal(429, 40)).mockResolvedValue('there');
  const told = vi.fn();
  const answer = patient(ask, { told });
  await vi.advanceTimersByTimeAsync(39_000);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(told).toHaveBeenLastCalledWith(40);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await answer).toBe('there');
  expect(told).toHaveBeenLastCalledWith(null);
  vi.useRealTimers();
});

it('passes on every other refusal', async () => {
  await expect(patient(() => Promise.reject(refusal(403)), { told: vi.fn() })).rejects.toMatchObject({ status: 403 });
});

it('stops waiting when it is cancelled', async () => {
  const stop = new AbortController();
  const answer = patient(() => Promise.reject(refusal(429, 40)), { told: vi.fn(), signal: stop.signal });
  stop.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
});
