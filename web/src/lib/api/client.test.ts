import { afterEach, expect, it, vi } from 'vitest';
import { send, signRequestsWith } from './client';

afterEach(() => vi.unstubAllGlobals());

/** A service that knows one token, and a session that has an older one. */
function service(good: string, renewal: () => string | null) {
  let held: string | null = 'old';
  const bodies: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    if (request.headers.get('Authorization') !== `Bearer ${good}`) return new Response(null, { status: 401 });
    bodies.push(await request.text());
    return new Response('{}', { status: 200 });
  });
  signRequestsWith({
    token: async () => held ?? undefined,
    again: async () => (held = renewal()) !== null
  });
  return bodies;
}

const change = () => new Request('https://example.org/api/v1/me', { method: 'PATCH', body: '{"bio":"x"}' });

it('sends a request again, body and all, once the session is back', async () => {
  const bodies = service('new', () => 'new');
  expect((await send(change())).status).toBe(200);
  expect(bodies).toEqual(['{"bio":"x"}']);
});

it('gives the refusal back when nobody signs in', async () => {
  const bodies = service('new', () => null);
  expect((await send(change())).status).toBe(401);
  expect(bodies).toEqual([]);
});

it('does not ask twice for one request', async () => {
  let renewals = 0;
  service('another', () => `n${++renewals}`);
  expect((await send(change())).status).toBe(401);
  expect(renewals).toBe(1);
});
