import { afterEach, expect, it, vi } from 'vitest';
import { Fetcher } from './fetcher';
import { DEFAULTS } from './options';
import { Upload } from './upload.svelte';

const upload = (n: number) => new Upload(`${n}.jpg`, 0, null, `https://a.org/${n}.jpg`);
const answers = new Map<string, () => Response>();
let open = 0;
let most = 0;

/** A service that takes a moment for each address. */
function service(): void {
  vi.stubGlobal('fetch', async (request: Request) => {
    most = Math.max(most, ++open);
    const { address } = await request.json();
    await Promise.resolve();
    open--;
    request.signal.throwIfAborted();
    return answers.get(address)?.() ?? Response.json({ id: address }, { status: 201 });
  });
}
afterEach(() => vi.unstubAllGlobals());

it('has three fetched at a time, and says what became of each', async () => {
  service();
  answers.set('https://a.org/2.jpg', () => Response.json({ error: { code: 'SOURCE_FAILED', message: '' } }, { status: 424 }));
  const arrived: string[] = [];
  const all = [1, 2, 3, 4, 5].map(upload);
  new Fetcher((_, id) => arrived.push(id)).send(all, DEFAULTS);
  await vi.waitFor(() => expect(all.some((each) => each.isUnsent)).toBe(false));
  expect(all.map(({ state }) => state)).toEqual(['preparing', 'failed', 'preparing', 'preparing', 'preparing']);
  expect(all[1]?.why).toContain('no file');
  expect(arrived.sort()).toEqual([1, 3, 4, 5].map((n) => `https://a.org/${n}.jpg`));
  expect(most).toBe(3);
});

it('leaves out what was cancelled, before or while it is fetched', async () => {
  service();
  const arrived: string[] = [];
  const fetcher = new Fetcher((_, id) => arrived.push(id));
  const all = [6, 7, 8, 9].map(upload);
  fetcher.send(all, DEFAULTS);
  fetcher.cancel(all[0]!);
  fetcher.cancel(all[3]!);
  await vi.waitFor(() => expect(arrived).toHaveLength(2));
  expect(all.map(({ state }) => state)).toEqual(['canceled', 'preparing', 'preparing', 'canceled']);
});
