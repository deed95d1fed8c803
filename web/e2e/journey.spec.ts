import { fileURLToPath } from 'node:url';
import { PHOTOGRAPH, expect, test } from './app';

test('a stranger signs in, uploads, finds, copies, deletes and takes it back @quick', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.signIn('/app/images');

  await app.upload(PHOTOGRAPH);
  const panel = page.getByRole('region', { name: 'Uploads', exact: true });
  await expect(panel.getByText('Ready')).toBeVisible();
  await panel.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('main').getByRole('link', { name: /coffee/ }).click();
  await expect(page.getByRole('heading', { name: /coffee/ })).toBeVisible();
  const picture = page.getByRole('main').getByRole('img', { name: /coffee/ });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);

  await page.getByLabel('Size').selectOption('w512');
  await page.getByRole('button', { name: 'Copy Markdown' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^!\[.*coffee.*\]\(http.*\/w512.*\)$/);
  const served = await page.request.get(copied.slice(copied.indexOf('(') + 1, -1));
  expect(served.headers()['content-type']).toMatch(/^image\//);

  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/images$/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { name: /coffee/ })).toBeVisible();
});

test('a file that is no picture is named before a byte is sent', async ({ app, page }) => {
  await app.signIn();
  let sent = 0;
  page.on('request', (request) => (sent += Number(request.method() === 'POST')));

  await app.upload(fileURLToPath(new URL('../package.json', import.meta.url)));

  await expect(page.getByText('This is no picture that Pixelflare takes.')).toBeVisible();
  expect(sent).toBe(0);
});

test('a reload keeps the session, and signing out ends it @quick', async ({ app, page }) => {
  await app.signIn();
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();

  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.goto('/app/images');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});

test('an image that is not there says so', async ({ app, page }) => {
  await app.signIn('/app/images/img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8');
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
});
