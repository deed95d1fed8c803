import type { Locator } from '@playwright/test';
import { expect, test } from './app';
import { Owner } from './library';

/** Whether the browser has the bytes of a picture. */
const isDrawn = (picture: Locator): Promise<boolean> => picture.evaluate((node: HTMLImageElement) => node.complete && node.naturalWidth > 0);

test('private images show on cards, in the viewer, on albums and in search', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const id = await owner.upload('coffee.jpg', { visibility: 'private', album: 'secrets', tags: ['cup'] });
  await owner.ready(id);
  await owner.counted(1);
  await app.signIn();
  for (const path of ['/app', '/app/images', '/app/albums/secrets', `/app/images/${id}`, '/app/albums', '/app/search?q=coffee']) {
    await page.goto(path);
    await expect.poll(() => isDrawn(page.getByRole('main').locator('img').first()), { message: path }).toBe(true);
  }
});

test('an image has its new addresses at once when it becomes private, and public again', async ({ app, page, request, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const owner = new Owner(request, app.user);
  await owner.ready(await owner.upload('coffee.jpg'));
  await owner.counted(1);
  await app.signIn('/app/images');
  const picture = page.getByRole('main').getByRole('img', { name: 'coffee.jpg' });
  for (const [visibility, address] of [['private', /\/p\/.*Signature=/], ['public', /coffee\.jpg/]] as const) {
    await page.getByRole('checkbox', { name: /coffee.jpg/ }).click();
    await page.getByRole('toolbar').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: `Make ${visibility}` }).click();
    await expect(picture).toHaveAttribute('src', address);
    await expect.poll(() => isDrawn(picture)).toBe(true);
    await page.keyboard.press('Escape');
  }
});

test('a picture whose signature has ended gets a new one', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await owner.ready(await owner.upload('coffee.jpg', { visibility: 'private' }));
  await owner.counted(1);
  await app.signIn();
  let refused = 0;
  await page.route(/\/p\/.*/, (route) => (refused++ ? route.continue() : route.fulfill({ status: 403 })));
  const again = page.waitForRequest(/\/api\/v1\/images\/img_/);
  await page.goto('/app/images');
  await again;
});
