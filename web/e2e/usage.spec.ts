import { readFileSync } from 'node:fs';
import { expect, test } from './app';
import { Owner } from './library';

test('what is stored, and what it costs, is on the dashboard, the statistics and the page of usage @quick', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await owner.ready(await owner.upload('coffee.jpg'));
  await app.signIn();
  await expect(page.getByRole('region', { name: 'Storage' })).toContainText(/Originals\s*[1-9]/);
  await expect(page.getByRole('region', { name: 'This month’s cost' })).toContainText('$');

  await page.getByRole('link', { name: 'All usage' }).click();
  await expect(page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Usage' })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('1 image');
  await expect(page.getByRole('region', { name: 'Uploads by month' }).getByRole('listitem')).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'What it costs' })).toContainText('Objects written');

  await page.goto('/app/stats');
  const card = page.getByRole('region', { name: 'Storage over time' }).first();
  await card.getByRole('button', { name: 'Storage over time as a table' }).click();
  await expect(card.getByRole('row')).toHaveCount(31);
  const saved = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Storage over time as CSV' }).click();
  const [heading, ...lines] = readFileSync(await (await saved).path(), 'utf8').trim().split('\r\n');
  expect(heading).toBe('Period (UTC),Originals,Of these in the bin,Images,Images in the bin');
  expect(lines.at(-1)).toMatch(/^20.*,[1-9]\d+,0,1,0$/);
});

test('a plan that is nearly used, used up, and an account that is suspended say so', async ({ app, page }) => {
  const plan = { tier: 'free', is_enforced: true, max_images: 100, grace_images: 10 };
  const reached = (images: number, more = {}) => ({
    owner: 'x',
    plan: { ...plan, images_left: 110 - images, notices: [{ percent: 80, at: '2026-11-20T10:00:00Z' }] },
    suspended: null,
    images,
    bin_images: 3,
    storage: { originals: 7e6, variants: 2e6, bin: 1e6, total: 1e7 },
    uploads: { '2026-09': 40, '2026-11': images - 40 },
    ...more
  });
  let usage = reached(85);
  await page.route('**/api/v1/usage', (route) => route.fulfill({ json: usage }));
  await app.signIn('/app/settings/usage');
  await expect(page.getByRole('meter', { name: 'Images' })).toHaveAttribute('aria-valuenow', '85');
  await expect(page.getByText('85% of your plan is used')).toBeVisible();
  await expect(page.getByText('Since 20 Nov 2026.')).toBeVisible();

  usage = reached(104);
  await page.goto('/app');
  await expect(page.getByText('A reserve of 6 images is left.')).toBeVisible();
  usage = reached(110);
  await page.reload();
  await expect(page.getByText('New uploads are refused')).toBeVisible();

  usage = reached(5, { suspended: { since: '2026-11-28T00:00:00Z', reason: 'Complaints' } });
  await page.reload();
  await expect(page.getByRole('region', { name: 'This account is suspended' })).toContainText('Reason: Complaints');
});
