import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { PHOTOGRAPH, expect, test, type App } from './app';
import { fresh, type Picture } from './pictures';

const stage = (page: Page) => page.getByRole('group', { name: /^Picture\./ }).getByRole('img');
const widthOf = (page: Page): Promise<number> => stage(page).evaluate((img) => img.getBoundingClientRect().width);

/** Uploads pictures one after the other, and opens the last one. Returns the address of its image in the API. */
async function opened(app: App, ...pictures: Picture[]): Promise<string> {
  const { page } = app;
  await app.signIn('/app/upload');
  const panel = page.getByRole('region', { name: 'Uploads', exact: true });
  for (const picture of pictures) {
    const picked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await (await picked).setFiles(picture);
    await expect(panel.getByRole('listitem').filter({ hasText: picture.name }).getByText('Ready')).toBeVisible();
  }
  await panel.getByRole('link', { name: pictures.at(-1)!.name }).click();
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(pictures.at(-1)!.name);
  return `/api/v1/images/${page.url().split('/').at(-1)}`;
}

/** What another tab of the same person does. */
async function elsewhere(page: Page, method: string, path: string, body?: object): Promise<number> {
  return page.evaluate(
    async ([method, path, body]) => {
      const kept = Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user:'));
      const headers = { Authorization: `Bearer ${JSON.parse(kept![1]).access_token}`, 'Content-Type': 'application/json' };
      return (await fetch(path as string, { method: method as string, headers, body: body as string | undefined })).status;
    },
    [method, path, body && JSON.stringify(body)] as const
  );
}

test('keys zoom a picture and go through the pictures', async ({ app, page }) => {
  await opened(app, fresh('first.png', 300), fresh('second.png', 300));
  await expect.poll(() => widthOf(page)).toBe(300);
  await page.keyboard.press('+');
  await expect.poll(() => widthOf(page)).toBeGreaterThan(400);
  await stage(page).dblclick();
  await expect.poll(() => widthOf(page)).toBe(300);

  await expect(page.getByRole('navigation', { name: 'Images around this one' }).getByRole('link')).toHaveCount(2);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('first.png');
  await expect(page.getByRole('button', { name: 'Next image' })).toBeHidden();
  await page.getByRole('button', { name: 'Previous image' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('second.png');
  await page.goBack();
  await expect(page).toHaveURL(/\/app\/upload$/);
});

test('a change is saved in place, and undone @quick', async ({ app, page }) => {
  await opened(app, fresh('named.png'));
  let saved = 0; // a 412 goes before where the labels arrive in between, which the page sees to by itself
  page.on('response', (reply) => (saved += Number(reply.request().method() === 'PATCH' && reply.ok())));
  await page.getByLabel('Name', { exact: true }).fill('A quiet evening');
  await page.getByLabel('Name', { exact: true }).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A quiet evening');
  await page.getByLabel('Title').fill('Evening, number 4');
  await page.getByLabel('Alternative text').fill('Nothing but noise');
  await page.getByLabel('Tags').fill('quiet, Evening Sun');
  await page.getByLabel('Tags').press('Enter');
  await expect(page.getByLabel('Tags')).toHaveValue('evening-sun, quiet');
  await expect.poll(() => saved).toBe(4);
  await page.reload();
  await expect(page.getByLabel('Title')).toHaveValue('Evening, number 4');
  await expect(page.getByLabel('Alternative text')).toHaveValue('Nothing but noise');

  await page.getByLabel('Visibility').selectOption('private');
  await expect.poll(() => stage(page).evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Visibility')).toHaveValue('public');
});

test('two tabs that disagree are asked which version counts', async ({ app, page }) => {
  const image = await opened(app, fresh('shared.png'));
  expect(await elsewhere(page, 'PATCH', image, { alt: 'theirs' })).toBe(200);
  await page.getByLabel('Alternative text').fill('mine');
  await page.getByLabel('Name', { exact: true }).focus();

  const question = page.getByRole('dialog', { name: 'Changed in another tab' });
  await expect(question.getByRole('cell', { name: 'theirs' })).toBeVisible();
  await question.getByRole('button', { name: 'Keep mine' }).click();
  await page.reload();
  await expect(page.getByLabel('Alternative text')).toHaveValue('mine');
});

test('an image that is deleted in another tab says so, and comes back', async ({ app, page }) => {
  const image = await opened(app, fresh('deleted.png'));
  expect(await elsewhere(page, 'DELETE', image)).toBe(204);
  await page.getByLabel('Alternative text').fill('too late');
  await page.getByLabel('Name', { exact: true }).focus();
  await expect(page.getByText(/This image is (in the bin|not here any more)/)).toBeVisible();
  await page.reload();
  await page.getByRole('alert').getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('alert')).toBeHidden();
});

for (const [status, code, said] of [
  [403, 'FORBIDDEN', 'You may not do this'],
  [409, 'PATH_TAKEN', 'Another image has this name'],
  [429, 'RATE_LIMIT_EXCEEDED', /Too many requests.*in 7 s/],
  [500, 'INTERNAL_ERROR', 'Something went wrong here']
] as const) {
  test(`a change that answers ${status} is taken back, and says what is safe`, async ({ app, page }) => {
    await opened(app, fresh('kept.png'));
    const body = JSON.stringify({ error: { code, message: 'no' } });
    const answer = { status, contentType: 'application/json', body, headers: { 'Retry-After': '7' } };
    await page.route('**/api/v1/images/img_*', (route) => (route.request().method() === 'PATCH' ? route.fulfill(answer) : route.continue()));
    await page.getByLabel('Name', { exact: true }).fill('Another');
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await expect(page.getByRole('alert')).toContainText(said);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('kept.png');
  });
}

test('a change without a connection is taken back', async ({ app, page, context }) => {
  await opened(app, fresh('offline.png'));
  await context.setOffline(true);
  await page.getByLabel('Name', { exact: true }).fill('Another');
  await page.getByLabel('Name', { exact: true }).press('Enter');
  await expect(page.getByRole('alert')).toContainText('No connection');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('offline.png');
  await context.setOffline(false);
});

test('the original is compared with a variant, and saved as it was', async ({ app, page }) => {
  const buffer = readFileSync(PHOTOGRAPH);
  await opened(app, { name: 'coffee.jpg', mimeType: 'image/jpeg', buffer });
  await page.keyboard.press('v');
  const compare = page.getByRole('region', { name: 'Compare with the original' });
  await compare.getByLabel('Variant').selectOption('w256');
  await expect(compare.getByText(/^Original \d+ kB · variant [\d.]+ kB$/)).toBeVisible();
  await compare.getByRole('slider').fill('20');
  await page.keyboard.press('Escape');
  await expect(compare).toBeHidden();

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the original' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('coffee.jpg');
  expect(readFileSync((await file.path())!).equals(buffer)).toBe(true);
});

test('the kind and the size that were copied last are copied again', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await opened(app, fresh('copied.png'));
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: 'Choose what to copy' }).click();
  await page.getByRole('menuitemradio', { name: 'BBCode' }).click();
  await expect.poll(copied).toMatch(/^\[img\]http.*copied\.png.*\[\/img\]$/);
  await page.getByLabel('Size').selectOption('w256');
  await page.reload();
  await page.getByRole('button', { name: 'Copy BBCode of copied.png' }).click();
  await expect.poll(copied).toMatch(/^\[img\]http.*copied\.png\/w256.*\[\/img\]$/);
});
