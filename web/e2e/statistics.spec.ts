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
