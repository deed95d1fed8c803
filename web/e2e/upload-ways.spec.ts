import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { Owner } from './library';
import { damaged, fresh, photographed, type Picture } from './pictures';

const panelOf = (page: Page) => page.getByRole('region', { name: 'Uploads', exact: true });
const lineOf = (page: Page, name: string) => panelOf(page).getByRole('listitem').filter({ hasText: name });

async function choose(page: Page, ...files: Picture[]): Promise<void> {
  const picked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).first().click();
  await (await picked).setFiles(files);
}

test('pictures are dropped anywhere in the application', async ({ app, page }) => {
  await app.signIn('/app/tags');
  const { buffer } = fresh('dropped.png');
  const files = await page.evaluateHandle((bytes) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type: 'image/png' }));
    return files;
  }, [...buffer]);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: files });
  await expect(page.getByText('Drop the pictures to upload them')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: files });
  await expect(page.getByText('Drop the pictures to upload them')).toBeHidden();
  await expect(lineOf(page, 'dropped.png').getByText('Ready')).toBeVisible();
});

test('a folder is uploaded with all that is in it, and what is no picture is listed', async ({ app, page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'folder-'));
  mkdirSync(join(folder, 'inner'));
  for (const path of ['top.png', 'inner/deep.png']) writeFileSync(join(folder, path), fresh(path).buffer);
  writeFileSync(join(folder, 'notes.txt'), 'no picture');
  await app.signIn('/app/upload');
  const picked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await (await picked).setFiles(folder);
  await expect(panelOf(page).getByText('2 done · 1 failed')).toBeVisible();
  await expect(lineOf(page, 'notes.txt')).toContainText('This is no picture that Pixelflare takes.');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('the camera is offered', async ({ app, page }) => {
    await app.signIn('/app/upload');
    const picked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Take a photo' }).click();
    const camera = await picked;
    expect(await camera.element().getAttribute('capture')).toBe('environment');
    await camera.setFiles(fresh('taken.png'));
    await expect(lineOf(page, 'taken.png').getByText('Ready')).toBeVisible();
  });
});

test('expiry and metadata are chosen before the upload, and a second copy goes to the bin if that is chosen', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await app.signIn('/app/upload');
  await page.getByLabel('Expires').selectOption('7');
  await page.getByLabel('Metadata').selectOption('true');
  await page.getByLabel('Duplicates').selectOption('discard');
  const picture = photographed('seven.jpg');
  await choose(page, picture);
  await expect(lineOf(page, 'seven.jpg').getByText('Ready')).toBeVisible();
  const { data } = await owner.get<{ data: { id: string; expires_at: string; cdn_url: string }[] }>('/v1/images');
  const days = (Date.parse(data[0]!.expires_at) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(7);
  const served = await (await request.get(data[0]!.cdn_url)).body();
  expect(served.includes(Buffer.from('Lumen'))).toBe(false);

  await choose(page, { ...picture, name: 'copy.jpg' });
  await expect(lineOf(page, 'copy.jpg')).toContainText('The new copy is in the bin.');
  expect((await owner.get<{ images: number }>('/v1/bin')).images).toBe(1);
});

test('uploads are paused, resumed and cancelled, one and all', async ({ app, page, request }) => {
  await app.signIn();
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  const isReservation = (method: string) => method === 'POST';
  await page.route('**/api/v1/images', async (route) => (isReservation(route.request().method()) && (await held), route.continue()));
  await choose(page, fresh('one.png'), fresh('two.png'), fresh('three.png'));
  await expect(panelOf(page).getByRole('listitem')).toHaveCount(3);
  await page.getByRole('button', { name: 'Cancel: two.png' }).click();
  await expect(lineOf(page, 'two.png').getByText('Cancelled')).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Pause all' }).click();
  await expect(panelOf(page).getByRole('button', { name: 'Resume all' })).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Resume all' }).click();
  release();
  await expect(panelOf(page).getByText('2 done')).toBeVisible();
  const { data } = await new Owner(request, app.user).get<{ data: { filename: string }[] }>('/v1/images');
  expect(data.map(({ filename }) => filename).sort()).toEqual(['one.png', 'three.png']);
});

test('one failed upload is tried again by itself, and one that was not accepted is not', async ({ app, page }) => {
  await app.signIn();
  const answer = { status: 500, json: { error: { code: 'INTERNAL_ERROR', message: 'no' } } };
  await page.route('**/api/v1/images', (route) => route.fulfill(answer), { times: 1 });
  await choose(page, fresh('again.png'));
  await expect(lineOf(page, 'again.png').getByText('Something went wrong here')).toBeVisible();
  await choose(page, damaged('broken.png'));
  await expect(lineOf(page, 'broken.png').getByText('The file is damaged.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Retry: broken.png' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Retry: again.png' }).click();
  await expect(lineOf(page, 'again.png').getByText('Ready')).toBeVisible();
});

test('what has arrived is copied from the panel and from its card', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await app.signIn('/app/images');
  await choose(page, fresh('copied.png'));
  await expect(lineOf(page, 'copied.png').getByText('Ready')).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Choose what to copy' }).click();
  await page.getByRole('menuitemradio', { name: 'HTML' }).click();
  await expect.poll(copied).toMatch(/^<img src="http.*copied\.png/);
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await panelOf(page).getByRole('button', { name: 'Close' }).click();
  await page.getByRole('main').getByRole('link', { name: 'copied.png' }).hover();
  await page.getByRole('main').getByRole('button', { name: 'Copy HTML of copied.png' }).click();
  await expect.poll(copied).toMatch(/^<img src="http.*copied\.png/);
});
