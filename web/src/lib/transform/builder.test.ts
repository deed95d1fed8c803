import { expect, it, vi } from 'vitest';
import type { Image } from '../api/ask';
import { Builder, withSegment, type Explanation } from './builder.svelte';

const image = { id: 'img_1', cdn_url: 'https://e.org/me/trips/a.jpg?v=1', is_private: false } as Image;
const explained = (state: string) => ({ signature: { state, reason: '' } }) as unknown as Explanation;

it('puts options into the path, before the version', () => {
  expect(withSegment(image.cdn_url, 'w=300,blur=3')).toBe('https://e.org/me/trips/a.jpg/w=300,blur=3?v=1');
});

it('signs only what needs it', async () => {
  const sign = vi.fn(async () => ({ url: 'https://e.org/signed', expires_at: null }));
  const builder = new Builder(image, { explain: async (url) => explained(url.includes('blur') ? 'needed' : 'not_needed'), sign });
  builder.set('w', '512');
  await builder.look();
  expect(builder.address).toBe('https://e.org/me/trips/a.jpg/w=512?v=1');
  builder.set('blur', '3');
  await builder.look();
  expect(builder.address).toBe('https://e.org/signed');
  expect(sign).toHaveBeenCalledExactlyOnceWith('img_1', 'w=512,blur=3');
});

it('asks once for a slider that moves', async () => {
  vi.useFakeTimers();
  const explain = vi.fn(async () => explained('not_needed'));
  const builder = new Builder(image, { explain, sign: vi.fn() });
  for (const blur of ['1', '2', '3']) builder.set('blur', blur);
  await vi.advanceTimersByTimeAsync(1000);
  expect(explain).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

it('shows the newest answer, whichever comes last', async () => {
  const answers: ((explanation: Explanation) => void)[] = [];
  const builder = new Builder(image, { explain: () => new Promise((answer) => answers.push(answer)), sign: vi.fn() });
  const [first, second] = [builder.look(), builder.look()];
  answers[1]!(explained('not_needed'));
  await second;
  answers[0]!(explained('expired'));
  await first;
  expect(builder.explanation?.signature.state).toBe('not_needed');
});
