import { afterEach, expect, it, vi } from 'vitest';
import { Finder } from './finder.svelte';

afterEach(() => vi.unstubAllGlobals());

type Answer = (query: URLSearchParams) => unknown;

function service(answer: Answer): { asked: string[]; release: (() => void)[] } {
  const asked: string[] = [];
  const release: (() => void)[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    const query = new URL(request.url, 'https://example.org').searchParams;
    asked.push(query.get('meaning') ?? query.get('q') ?? '');
    return new Promise<Response>((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      release.push(() => resolve(Response.json(answer(query))));
    });
  });
  return { asked, release };
}

const hit = (id: string) => ({ image: { id }, highlights: [] });
const settled = () => new Promise((done) => setTimeout(done));

it('ends an older search, whose answer never shows', async () => {
  const { asked, release } = service((query) => ({ data: [hit(query.get('q') ?? '')], total: 1 }));
  const finder = new Finder();
  const older = finder.find('se');
  await settled();
  const newer = finder.find('sea');
  await settled();
  release.forEach((each) => each());
  await Promise.all([older, newer]);
  expect(asked).toEqual(['se', 'sea']);
  expect(finder.images.map(({ id }) => id)).toEqual(['sea']);
  expect([finder.isLoading, finder.problem]).toEqual([false, null]);
});

it('adds the next page, each image once', async () => {
  const { release } = service((query) =>
    query.get('cursor') ? { data: [hit('b'), hit('c')] } : { data: [hit('a'), hit('b')], next_cursor: 'n', total: 3 }
  );
  const finder = new Finder();
  for (const step of [() => finder.find('sea'), () => finder.more()]) {
    const running = step();
    await settled();
    release.at(-1)?.();
    await running;
  }
  expect(finder.images.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(finder.total).toBe(3);
});

it('finds pictures by a sentence on one page, and says how many', async () => {
  const { asked, release } = service((query) => ({ data: query.has('q') ? [] : [hit('near'), hit('far')], next_cursor: null, total: null }));
  const finder = new Finder();
  const meant = finder.findMeant('a quiet evening');
  await settled();
  release[0]?.();
  await meant;
  expect(asked).toEqual(['a quiet evening']);
  expect(finder.images.map(({ id }) => id)).toEqual(['near', 'far']);
  expect([finder.total, finder.hasMore, finder.query]).toEqual([2, false, '']);
});

it('asks nothing for an empty search', async () => {
  const { asked } = service(() => ({}));
  const finder = new Finder();
  await finder.find('  ');
  expect(asked).toEqual([]);
  expect(finder.hits).toEqual([]);
});
