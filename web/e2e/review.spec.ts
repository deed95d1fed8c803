import { expect, test } from './app';
import { Owner } from './library';
import { flagged } from './pages';

test('flagged pictures are blurred, shown, approved and rejected, one and several', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const names = ['first.jpg', 'second.jpg', 'third.jpg'];
  const ids: string[] = [];
  for (const filename of names) ids.push(await owner.upload('coffee.jpg', { filename }));
  for (const id of ids) await owner.ready(id);
  const images = await Promise.all(ids.map((id) => owner.get<Record<string, unknown>>(`/v1/images/${id}`)));
  await flagged(page, images);
  await app.signIn('/app/review');
  const stateOf = async (n: number) => (await owner.get<{ moderation: { state: string } | null }>(`/v1/images/${ids[n]}`)).moderation?.state;

  await expect(page.getByText('Flagged', { exact: true })).toHaveCount(3);
  await page.getByRole('button', { name: 'Show first.jpg' }).click();
  await page.getByRole('button', { name: 'Approve first.jpg' }).click();
  await expect(page.getByText('1 image approved')).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(2);
  expect(await stateOf(0)).toBe('approved');

  await page.getByRole('checkbox', { name: 'Select second.jpg' }).check();
  await page.getByRole('checkbox', { name: 'Select third.jpg' }).check();
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Reject', exact: true }).first().click();
  await expect(page.getByText('2 images rejected')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing waits for a decision' })).toBeVisible();
  expect([await stateOf(1), await stateOf(2)]).toEqual(['rejected', 'rejected']);
  const address = String(images[1]!.cdn_url);
  await expect.poll(async () => (await request.get(address)).status()).toBe(404);
});

test('a decision that the API refuses keeps the picture in the list', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const id = await owner.upload('coffee.jpg');
  await owner.ready(id);
  await flagged(page, [await owner.get(`/v1/images/${id}`)]);
  await app.signIn('/app/review');
  const refusal = { status: 403, json: { error: { code: 'FORBIDDEN', message: 'no' } } };
  await page.route('**/api/v1/review', (route) => (route.request().method() === 'POST' ? route.fulfill(refusal) : route.fallback()));
  await page.getByRole('button', { name: 'Reject coffee.jpg' }).click();
  await expect(page.getByRole('alert')).toContainText('You may not do this');
  await expect(page.getByRole('button', { name: 'Reject coffee.jpg' })).toBeVisible();
});
