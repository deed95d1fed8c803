import type { Page } from '@playwright/test';
import { expect, test, type App } from './app';
import { fresh } from './pictures';

async function builder(app: App): Promise<void> {
  const { page } = app;
  await app.signIn('/app/upload');
  const picked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await (await picked).setFiles(fresh('made.png', 400));
  const panel = page.getByRole('region', { name: 'Uploads', exact: true });
  await expect(panel.getByText('Ready')).toBeVisible();
  await panel.getByRole('link', { name: 'made.png' }).click();
  await panel.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Make a variant' }).click();
  await expect(page.getByRole('heading', { name: 'Make a variant' })).toBeVisible();
}

const preview = (page: Page) => page.getByRole('img', { name: 'made.png with these options' });
const shown = (page: Page) => preview(page).evaluate((img: HTMLImageElement) => [img.complete, img.naturalWidth, img.naturalHeight]);

test('options make a picture, its address, its steps and its code', async ({ app, page }) => {
  await builder(app);
  await page.getByRole('button', { name: 'w256' }).click();
  await expect.poll(() => shown(page)).toEqual([true, 256, 256]);

  await page.getByLabel(/^Height/).fill('128');
  await page.getByLabel(/^Fit/).selectOption('cover');
  await page.getByText('Colour and effects').click();
  await page.getByLabel(/^Blur/).fill('3');
  await expect.poll(() => shown(page)).toEqual([true, 256, 128]);
  await expect(preview(page)).toHaveAttribute('src', /\/w=256,h=128,fit=cover,blur=3\?.*s=/);
  await expect(page.getByText('256 × 128')).toBeVisible();
  await expect(page.getByText(/less than the original/)).toBeVisible();

  await page.getByText('Step by step').click();
  await expect(page.getByRole('listitem').filter({ hasText: 'blur' })).toContainText('radius 3');
  await expect(page.getByText('Made by the API with your key')).toBeVisible();
  await page.getByText('Code', { exact: true }).click();
  await expect(page.getByText(/^<img src="http.*width="256" height="128"/)).toBeVisible();
  await expect(page.getByText(/<source type="image\/avif"/)).toBeVisible();
  for (const code of [/^!\[made\.png\]\(http/, /^\[url=http.*\[img\]/, /^background-image: url\("http/, /export default function pixelflare/])
    await expect(page.getByText(code)).toBeVisible();
});

test("the other vendors' addresses lead to the same picture", async ({ app, page }) => {
  await builder(app);
  await page.getByRole('button', { name: 'w256' }).click();
  for (const vendor of ['Cloudflare Images', 'imgproxy', 'thumbor', 'Cloudinary', 'ImageKit']) {
    const block = page.locator('div', { has: page.getByRole('heading', { name: `As for ${vendor}` }) }).last();
    const address = await block.locator('xpath=..').locator('code').innerText();
    const reply = await page.request.get(address, { maxRedirects: 0 });
    expect(reply.status(), address).toBe(301);
    expect(reply.headers()['location'], vendor).toMatch(/made\.png\/w=?256$/);
  }
});

test('options are saved by a name, and are there again', async ({ app, page }) => {
  await builder(app);
  await page.getByRole('spinbutton', { name: /^Width/ }).fill('333');
  await page.getByLabel('A name for these options').fill('Blog');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Blog is saved')).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Blog', exact: true }).click();
  await expect(page.getByRole('spinbutton', { name: /^Width/ })).toHaveValue('333');
  await page.getByRole('button', { name: 'Forget Blog' }).click();
  await expect(page.getByRole('button', { name: 'Blog', exact: true })).toBeHidden();
});

test('what the API does not take is said, and nothing is lost', async ({ app, page }) => {
  await builder(app);
  const body = JSON.stringify({ error: { code: 'RATE_LIMIT_EXCEEDED', message: 'no' } });
  await page.route('**/api/v1/explain*', (route) => route.fulfill({ status: 429, contentType: 'application/json', body, headers: { 'Retry-After': '9' } }), { times: 1 });
  await page.getByRole('spinbutton', { name: /^Width/ }).fill('200');
  await expect(page.getByRole('alert')).toContainText(/Too many requests.*in 9 s/);
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => shown(page)).toEqual([true, 200, 200]);
});
