import { expect, test } from './app';
import { Owner, photographs } from './library';

test('the size of pictures changes the grid, and stays', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  for (const name of photographs().slice(0, 3)) await owner.ready(await owner.upload(name));
  await owner.counted(3);
  await app.signIn('/app/settings/appearance');
  const heights: number[] = [];
  for (const size of ['Small', 'Large']) {
    await page.goto('/app/settings/appearance');
    await page.getByRole('group', { name: 'Size of pictures' }).getByText(size).click();
    await page.goto('/app/images');
    const first = page.getByRole('main').getByRole('img').first();
    await expect(first).toBeVisible();
    heights.push((await first.boundingBox())?.height ?? 0);
  }
  const [small = 0, large = 0] = heights;
  expect(small).toBeGreaterThan(50);
  expect(large).toBeGreaterThan(1.5 * small);
});

test('a second device has the theme and the language that were chosen on the first', async ({ app, page, browser }) => {
  await app.signIn();
  await page.getByRole('button', { name: 'Account' }).click();
  const kept = page.waitForResponse((reply) => reply.url().endsWith('/api/v1/settings') && reply.request().method() === 'PUT');
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await kept;
  await page.goto('/app/settings/appearance');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible();

  const context = await browser.newContext({ locale: 'en-GB' });
  const second = await context.newPage();
  await second.goto('/app');
  await second.getByRole('button', { name: 'Sign in' }).click();
  await second.getByLabel('User name or e-mail address').fill(app.user);
  await second.getByRole('button', { name: 'Continue' }).click();
  await expect(second.getByRole('heading', { name: 'Übersicht' })).toBeVisible();
  await expect(second.locator('html')).toHaveAttribute('data-theme', 'dark');
  await context.close();
});

test('a theme that is chosen in one tab is shown in the other', async ({ app, page, context }) => {
  await app.signIn();
  const other = await context.newPage();
  await other.goto('/app/sign-in');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('while nothing is chosen, the theme is that of the system', async ({ app, page }) => {
  const brightness = () => page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d')!;
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[1];
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await app.signIn();
  await expect.poll(brightness).toBeLessThan(60);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(brightness).toBeGreaterThan(200);
});
