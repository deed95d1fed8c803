import { expect, test } from './app';
import { Owner } from './library';

test('images are found as somebody types, by words, chips, colours and likeness', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const [cup, copy, cat] = [
    await owner.upload('coffee.jpg', { tags: ['breakfast'] }),
    await owner.upload('coffee.jpg', { filename: 'second.jpg' }),
    await owner.upload('chelsea.jpg', { tags: ['cat'] })
  ];
  for (const id of [cup, copy, cat]) await owner.ready(id);
  await expect.poll(async () => (await owner.get<{ data: unknown[] }>('/v1/search?q=cat')).data.length).toBe(1);

  await app.signIn('/app/search');
  const box = page.getByRole('textbox', { name: 'Search your images' });
  const results = page.getByRole('region', { name: 'Results' });
  await box.pressSequentially('coff*');
  await expect(results.getByText('1 image found')).toBeVisible();

  await box.fill('');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByLabel('Tag', { exact: true }).fill('cat');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(box).toHaveValue('tag:cat');
  await expect(results.getByRole('img', { name: /chelsea/ })).toBeVisible();
  await page.getByRole('button', { name: 'Remove Tag: cat' }).click();
  await expect(page.getByRole('region', { name: 'Recent searches' })).toContainText('tag:cat');

  await page.getByRole('region', { name: 'Colours in your library' }).getByRole('button').first().click();
  await expect(page).toHaveURL(/q=color/);
  await expect(results.getByRole('img').first()).toBeVisible();

  await page.goto(`/app/search?like=${cup}`);
  await expect(results.getByText('Looks like coffee.jpg')).toBeVisible();
  await expect(results.getByRole('img')).toHaveCount(1);
});

test('a failed search says so, and can be tried again', async ({ app, page }) => {
  await app.signIn('/app/search');
  const error = { code: 'RATE_LIMIT_EXCEEDED', message: 'too many' };
  const refusal = { status: 429, headers: { 'Retry-After': '7' }, json: { success: false, error, request_id: 'r' } };
  await page.route('**/v1/search*', (route) => route.fulfill(refusal), { times: 1 });
  await page.getByRole('textbox', { name: 'Search your images' }).fill('sea');
  await expect(page.getByRole('alert')).toContainText('Try again in 7 s');
  await page.getByRole('alert').getByRole('button').click();
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
});

test('a search is kept, and what it finds is selected and changed like everywhere', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  for (const filename of ['one.jpg', 'two.jpg']) await owner.ready(await owner.upload('coffee.jpg', { filename, tags: ['cup'] }));
  await expect.poll(async () => (await owner.get<{ data: unknown[] }>('/v1/search?q=tag:cup')).data.length).toBe(2);
  await app.signIn('/app/search?q=tag:cup');
  const results = page.getByRole('region', { name: 'Results' });
  await expect(results.getByRole('img')).toHaveCount(2);
  await page.getByRole('button', { name: 'Save this search' }).click();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByRole('region', { name: 'Saved searches' }).getByRole('button', { name: 'tag:cup' }).click();
  await expect(results.getByRole('img')).toHaveCount(2);

  await results.getByText('List', { exact: true }).click();
  await expect(results.getByRole('link', { name: /^Look-alikes/ })).toHaveCount(2);
  await results.getByText('Grid', { exact: true }).click();
  await results.getByRole('link', { name: 'one.jpg' }).click({ modifiers: ['Control'] });
  await page.keyboard.press('Delete');
  await expect(page.getByText('1 image moved to the bin')).toBeVisible();
  await expect(results.getByRole('img')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(results.getByRole('img')).toHaveCount(2);
});
