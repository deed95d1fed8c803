import { expect, test } from './app';
import { Owner } from './library';
import { ManyImages } from './many';

const ANSWERS = [
  [403, 'FORBIDDEN', 'You may not do this'],
  [429, 'RATE_LIMIT_EXCEEDED', /Too many requests.*in 7 s/],
  [500, 'INTERNAL_ERROR', 'Something went wrong here'],
  [503, 'SERVICE_UNAVAILABLE', /Not available at the moment.*in 7 s/]
] as const;

/** Pages, what they ask the API for first, and what they show once it answers. */
const READS = [
  ['/app/images', '**/api/v1/images/months*', 'No images yet'],
  ['/app/albums', '**/api/v1/albums*', 'default'],
  ['/app/tags', '**/api/v1/tags*', 'No tags yet'],
  ['/app/bin', /\/api\/v1\/images\?/, 'The bin is empty'],
  ['/app/review', '**/api/v1/review*', 'Nothing waits for a decision'],
  ['/app/settings/api-keys', '**/api/v1/keys*', 'No keys yet']
] as const;

for (const [status, code, said] of ANSWERS) {
  test(`pages that get a ${status} say what happened, and work when they are tried again`, async ({ app, page }) => {
    await app.signIn('/app/settings/appearance');
    const answer = { status, headers: { 'Retry-After': '7' }, json: { error: { code, message: 'no' }, request_id: 'req-1' } };
    for (const [path, asked, content] of READS) {
      await page.route(asked, (route) => route.fulfill(answer));
      await page.goto(path);
      const main = page.getByRole('main');
      await expect(main.getByText(said).first()).toBeVisible();
      await page.unroute(asked);
      await main.getByRole('button', { name: 'Try again' }).first().click();
      await expect(main.getByText(content).first(), path).toBeVisible();
    }
  });
}

test('pages say that there is no connection, and go on when it is back', async ({ app, page, context }) => {
  await app.signIn('/app/albums');
  await page.getByRole('link', { name: 'Images', exact: true }).click();
  await expect(page.getByText('No images yet')).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(/You are offline/)).toBeVisible();
  await page.getByRole('link', { name: 'Albums' }).click();
  await expect(page.getByRole('main').getByText('No connection').first()).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/You are offline/)).toBeHidden();
  await expect(page.getByRole('main').getByRole('link', { name: /default/ })).toBeVisible();
});

test('a page whose session has ended asks for sign-in, and is there afterwards', async ({ app, page }) => {
  await app.signIn('/app/albums');
  await page.route('**/oauth2/token', (route) => route.fulfill({ status: 400, json: { error: 'invalid_grant' } }), { times: 1 });
  await page.route('**/api/v1/tags*', (route) => route.fulfill({ status: 401, json: {} }), { times: 1 });
  await page.getByRole('link', { name: 'Tags' }).click();
  await page.getByRole('dialog', { name: 'Your session has ended' }).getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByText('No tags yet')).toBeVisible();
});

test('a name that is taken is said beside the field, and nothing is lost', async ({ app, page, request }) => {
  await new Owner(request, app.user).send('POST', '/v1/albums', { slug: 'trips', title: 'Trips' });
  await app.signIn('/app/albums');
  await page.getByRole('button', { name: 'New album' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Trips');
  await dialog.getByRole('button', { name: 'New album' }).click(); // the API answers 409
  await expect(dialog.getByRole('alert')).toContainText('This collides with something');
  await expect(dialog.getByLabel('Title')).toHaveValue('Trips');
  await dialog.getByLabel('Name in addresses').fill('trips-2');
  await dialog.getByRole('button', { name: 'New album' }).click();
  await expect(page.getByRole('link', { name: /Trips/ })).toHaveCount(2);
});

test('an album of no images says how to fill it', async ({ app, page, request }) => {
  await new Owner(request, app.user).send('POST', '/v1/albums', { slug: 'empty', title: 'Empty' });
  await app.signIn('/app/albums/empty');
  await expect(page.getByRole('heading', { name: 'This album is empty' })).toBeVisible();
  await expect(page.getByText('0 images')).toBeVisible();
});

test('an album of 50,000 images is scrolled to its end', async ({ app, page, request }) => {
  await new Owner(request, app.user).send('POST', '/v1/albums', { slug: 'a', title: 'Everything' });
  const many = new ManyImages(50_000, 500);
  await many.serve(page);
  await app.signIn('/app/albums/a');
  await expect(page.getByText('50,000 images')).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByRole('link', { name: 'Image 49999', exact: true })).toBeVisible();
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1500);
  expect(many.asked.length).toBeLessThan(8);
});

test('names in Arabic, with emoji and of 200 letters are shown whole or cut, and never burst the page', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const names = ['صورة من البحر', '🐈‍⬛ und 🐕', `${'sehr'.repeat(49)}lang`];
  for (const [n, display_name] of names.entries()) {
    const id = await owner.upload('coffee.jpg', { filename: `${n}.jpg` });
    await owner.ready(id);
    await owner.send('PATCH', `/v1/images/${id}`, { display_name });
  }
  await owner.send('POST', '/v1/albums', { slug: 'long', title: names[2] });
  await page.setViewportSize({ width: 390, height: 844 });
  await app.signIn('/app/images');
  for (const name of names) await expect(page.getByRole('main').getByRole('link', { name, exact: true })).toBeVisible();
  for (const path of ['/app', '/app/images', '/app/albums', '/app/albums/long', '/app/search?q=jpg', '/app/duplicates']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    const [wide, here] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide, path).toBeLessThanOrEqual(here!);
  }
});
