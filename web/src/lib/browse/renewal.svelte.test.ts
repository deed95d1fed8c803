import { afterEach, expect, it, vi } from 'vitest';
import type { Image } from '../api/ask';
import { Renewal } from './renewal.svelte';

const image = (address: string, version = 1): Image => ({ id: 'img_1', version, variants: { w256: address } }) as unknown as Image;

function api(answer: () => Image | null): { asked: number } {
  const seen = { asked: 0 };
  vi.stubGlobal('fetch', async () => {
    seen.asked++;
    const now = answer();
    return now ? Response.json(now) : Response.json({}, { status: 404 });
  });
  return seen;
}
afterEach(() => vi.unstubAllGlobals());

it('takes a new address after the old one has ended', async () => {
  api(() => image('/new'));
  const renewal = new Renewal(() => image('/old'));
  await renewal.renew();
  expect(renewal.image.variants.w256).toBe('/new');
});

it('asks once for an address that stays, and for an image that is gone', async () => {
  for (const answer of [image('/old'), null]) {
    const seen = api(() => answer);
    const renewal = new Renewal(() => image('/old'));
    await renewal.renew();
    await renewal.renew();
    expect([seen.asked, renewal.image.variants.w256]).toEqual([1, '/old']);
  }
});

it('shows what the page says when that is newer', async () => {
  api(() => image('/new'));
  let given = $state.raw(image('/old'));
  const renewal = new Renewal(() => given);
  await renewal.renew();
  given = image('/newest', 2);
  expect(renewal.image.variants.w256).toBe('/newest');
});
