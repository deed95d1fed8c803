import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError, type Image } from '../api/ask';
import { Follower } from './follow';

const image = (id: string, status: string) => ({ id, status }) as Image;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells of each image once it has settled', async () => {
  const states = new Map([['a', 'processing'], ['b', 'ready']]);
  const follower = new Follower(async (ids) => ids.map((id) => image(id, states.get(id)!)));
  const [a, b] = [follower.settled('a'), follower.settled('b')];
  await vi.advanceTimersByTimeAsync(1000);
  expect((await b)?.id).toBe('b');
  states.set('a', 'rejected');
  await vi.advanceTimersByTimeAsync(5000);
  expect((await a)?.status).toBe('rejected');
});

it('looks less often while nothing happens, and not at all afterwards', async () => {
  let status = 'processing';
  const lookup = vi.fn(async () => [image('a', status)]);
  const answer = new Follower(lookup).settled('a');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lookup.mock.calls.length).toBeLessThan(16);
  status = 'ready';
  await vi.advanceTimersByTimeAsync(9000);
  await answer;
  const looks = lookup.mock.calls.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lookup).toHaveBeenCalledTimes(looks);
});

it('goes on after a lost connection, and ends when the image is gone', async () => {
  const failed = (status: number) => new ApiError(status, 'UNKNOWN', '', undefined, undefined, undefined);
  const lookup = vi.fn().mockRejectedValueOnce(failed(0)).mockRejectedValueOnce(failed(503)).mockRejectedValue(failed(404));
  const answer = new Follower(lookup).settled('a');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await answer).toBeNull();
  expect(lookup).toHaveBeenCalledTimes(3);
});

it('looks no more once it is stopped', async () => {
  const lookup = vi.fn(async () => [image('a', 'processing')]);
  const follower = new Follower(lookup);
  void follower.settled('a');
  await vi.advanceTimersByTimeAsync(1000);
  expect(lookup).toHaveBeenCalledTimes(1);
  follower.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lookup).toHaveBeenCalledTimes(1);
});
