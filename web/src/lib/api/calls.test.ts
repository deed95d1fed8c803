import { expect, it } from 'vitest';
import { callsTo } from './calls';

/** A client, and what it has sent. */
function client(answer: () => Response) {
  const sent: Request[] = [];
  const api = callsTo('https://example.org/api', async (request) => (sent.push(request), answer()));
  return { api, sent };
}

it('fills in the path, and writes the query without what is not given', async () => {
  const { api, sent } = client(() => new Response('{"data":[]}'));
  await api.GET('/v1/images', { params: { query: { tag: 'a&b', cursor: undefined, limit: 5 } } });
  await api.GET('/v1/albums/{slug}', { params: { path: { slug: 'ä/b' } } });
  expect(sent.map(({ url }) => url)).toEqual(['https://example.org/api/v1/images?tag=a%26b&limit=5', 'https://example.org/api/v1/albums/%C3%A4%2Fb']);
  expect(sent[0]!.headers.has('Content-Type')).toBe(false);
});

it('sends a body as JSON, with the headers of the call', async () => {
  const { api, sent } = client(() => new Response('{}'));
  await api.PATCH('/v1/images/{image_id}', { params: { path: { image_id: 'img_1' }, header: { 'If-Match': '"3"' } }, body: { alt: null } });
  const [request] = sent;
  expect([request!.method, request!.headers.get('If-Match'), request!.headers.get('Content-Type')]).toEqual(['PATCH', '"3"', 'application/json']);
  expect(await request!.json()).toEqual({ alt: null });
});

it.each([
  [new Response(null, { status: 204 }), undefined, undefined],
  [new Response('{"images":1}'), { images: 1 }, undefined],
  [new Response('{"error":{"code":"CONFLICT"}}', { status: 409 }), undefined, { error: { code: 'CONFLICT' } }],
  [new Response('<h1>Bad gateway</h1>', { status: 502 }), undefined, '<h1>Bad gateway</h1>']
])('reads an answer %#', async (answer, data, error) => {
  const reply = await client(() => answer).api.GET('/v1/me');
  expect([reply.data, reply.error]).toEqual([data, error]);
});

it('stops when the signal says so', async () => {
  const stop = new AbortController();
  const { api, sent } = client(() => new Response('{}'));
  await api.GET('/v1/me', { signal: stop.signal });
  stop.abort();
  expect(sent[0]!.signal.aborted).toBe(true);
});
