import { afterEach, expect, it, vi } from 'vitest';
import { ApiError, type Image } from '../api/ask';
import { api } from '../api/client';
import { Changes } from '../change/changes.svelte';
import { ToastList } from '../change/toasts.svelte';
import { OpenImage } from './open-image.svelte';

const first = { id: 'img_1', version: 3, display_name: 'a.jpg', alt: null } as Image;

function opened(patch: (version: string, body: object) => [number, object], get: object = first) {
  const answer = (status: number, data: object) => ({ data, error: data, response: new Response(null, { status }) });
  vi.spyOn(api, 'PATCH').mockImplementation((async (_: string, { params, body }: { params: { header: { 'If-Match': string } }; body: object }) =>
    answer(...patch(params.header['If-Match'], body))) as never);
  vi.spyOn(api, 'GET').mockImplementation((async () => answer(200, get)) as never);
  return new OpenImage(first, new Changes(new ToastList()));
}

afterEach(() => vi.restoreAllMocks());

it('shows a change at once, and what the API made of it afterwards', async () => {
  const open = opened((version, body) => [200, { ...first, ...body, version: version === '"3"' ? 4 : 0 }]);
  const change = open.change({ alt: 'a cat' });
  expect(open.image.alt).toBe('a cat');
  await change;
  expect(open.image.version).toBe(4);
});

it('sends one change after the other, each with the version before it, and shows all of them meanwhile', async () => {
  const versions: string[] = [];
  const open = opened((version, body) => {
    versions.push(version);
    return [200, { ...first, ...(versions.length > 1 ? { alt: 'a cat' } : {}), ...body, version: 3 + versions.length }];
  });
  const both = [open.change({ alt: 'a cat' }), open.change({ display_name: 'b.jpg' })];
  expect(open.image).toMatchObject({ alt: 'a cat', display_name: 'b.jpg' });
  await both[0];
  expect(open.image).toMatchObject({ alt: 'a cat', display_name: 'b.jpg' });
  await both[1];
  expect(versions).toEqual(['"3"', '"4"']);
});

it('takes a refused change back', async () => {
  const open = opened(() => [403, { error: { code: 'FORBIDDEN' } }]);
  await expect(open.change({ alt: 'a cat' })).rejects.toBeInstanceOf(ApiError);
  expect(open.image.alt).toBeNull();
});

it('sends a change once more where other things have changed meanwhile', async () => {
  const now = { ...first, labels: ['cat'], version: 5 };
  const open = opened((version, body) => (version === '"5"' ? [200, { ...now, ...body, version: 6 }] : [412, { error: {} }]), now);
  await open.change({ alt: 'a cat' });
  expect(open.conflict).toBeNull();
  expect(open.image).toMatchObject({ alt: 'a cat', labels: ['cat'], version: 6 });
});

it('asks which version counts after somebody else has changed it', async () => {
  const theirs = { ...first, alt: 'theirs', display_name: 'b.jpg', version: 7 };
  const open = opened((version, body) => (version === '"7"' ? [200, { ...theirs, ...body, version: 8 }] : [412, { error: {} }]), theirs);
  await open.change({ alt: 'mine' });
  expect(open.conflict).toEqual({ mine: { alt: 'mine' }, theirs });
  await open.settle(true);
  expect(open.image).toMatchObject({ alt: 'mine', display_name: 'b.jpg', version: 8 });
  expect(open.conflict).toBeNull();
});

it('takes over the other version where that is chosen', async () => {
  const theirs = { ...first, alt: 'theirs', version: 7 };
  const open = opened(() => [412, { error: {} }], theirs);
  await open.change({ alt: 'mine' });
  await open.settle(false);
  expect(open.image.alt).toBe('theirs');
});

it('says that the image is gone', async () => {
  const open = opened(() => [404, { error: { code: 'NOT_FOUND' } }]);
  await open.change({ alt: 'mine' });
  expect(open.isGone).toBe(true);
});
