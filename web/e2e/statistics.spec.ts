import { readFileSync } from 'node:fs';
import { expect, test } from './app';
import { Owner } from './library';

const PERSON = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36';

test('views are in the statistics within a minute, as charts, tables and CSV', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const id = await owner.upload('coffee.jpg');
  await owner.ready(id);
  const { cdn_url: address } = await owner.get<{ cdn_url: string }>(`/v1/images/${id}`);
  for (let n = 0; n < 3; n++) await request.get(address, { headers: { 'User-Agent': PERSON, Referer: 'https://blog.example.org/a' } });
  await expect
    .poll(async () => (await owner.get<{ views: number }>('/v1/analytics/summary')).views, { timeout: 90_000, intervals: [2000] })
    .toBe(3);

  await app.signIn('/app/stats');
  await expect(page.getByRole('region', { name: 'Pages that show them' })).toContainText('blog.example.org');
  await expect(page.getByRole('region', { name: 'Most viewed images' }).getByRole('link', { name: 'coffee.jpg' })).toBeVisible();

  const card = page.getByRole('region', { name: 'Views over time' }).first();
  await card.getByRole('application').press('End');
  await expect(card.getByRole('status')).toHaveText(/: 3$/);
  await card.getByRole('button', { name: 'Views over time as a table' }).click();
  await expect(card.getByRole('row')).toHaveCount(31);
  const saved = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Views over time as CSV' }).click();
  expect(readFileSync(await (await saved).path(), 'utf8').trim().split('\r\n')).toHaveLength(31);

  await page.getByRole('link', { name: '24 hours' }).click();
  await expect(page).toHaveURL(/range=day/);
});

test('a range without views says so', async ({ app, page }) => {
  await app.signIn('/app/stats');
  await expect(page.getByText('No views yet')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Formats' })).toContainText('Nothing was counted');
});

test('every chart has its table and its CSV, and totals are compared with the range before', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const id = await owner.upload('coffee.jpg');
  await owner.ready(id);
  await page.route('**/api/v1/analytics/**', async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: numbered(new URL(route.request().url()), await reply.json(), id) });
  }); // views of two months cannot be made in a test
  await app.signIn('/app/stats');
  await expect(page.getByText('100% more').first()).toBeVisible();
  await expect(page.getByText(/^Compared with/)).toBeVisible();

  const titles = ['Views over time', 'Bytes over time', 'Where viewers are', 'Most viewed images', 'Variants', 'Formats'];
  for (const title of [...titles, 'Pages that show them', 'Hits and misses']) {
    const card = page.getByRole('region', { name: title, exact: true });
    await card.getByRole('button', { name: `${title} as a table` }).click();
    const rows = await card.getByRole('row').count();
    expect(rows, title).toBeGreaterThan(1);
    const saved = page.waitForEvent('download');
    await card.getByRole('button', { name: `${title} as CSV` }).click();
    expect(readFileSync(await (await saved).path(), 'utf8').trim().split('\r\n'), title).toHaveLength(rows);
  }
  await expect(page.getByRole('region', { name: 'What it costs' })).toContainText('$');
});

type Numbers = { data?: Record<string, unknown>[]; [name: string]: unknown };

/** An answer of the API with numbers in it: the range before has half of them. */
function numbered(asked: URL, answer: Numbers, image: string): Numbers {
  const isBefore = Date.parse(asked.searchParams.get('to') ?? '') < Date.now() - 20 * 86_400_000;
  const views = isBefore ? 50 : 100;
  const counted = { views, requests: views * 2, hits: views, misses: views, bandwidth_bytes: views * 1000, images: views / 50 };
  const name = asked.pathname.split('/').at(-1);
  if (name === 'summary') return { ...answer, ...counted, countries: views / 50, bot_views: views / 10 };
  if (name === 'timeseries') return { ...answer, data: [{ ...counted, t: asked.searchParams.get('from'), bot_views: 0, errors: 0 }] };
  const names = { countries: ['DE', 'FR'], variants: ['w256', 'w512'], formats: ['avif', 'webp'], referrers: ['blog.example.org'], 'top-images': [image] };
  const found = names[name as keyof typeof names] ?? [];
  return { data: found.map((each) => ({ name: each, views, bandwidth_bytes: views * 1000 })) };
}
