import type { Page } from '@playwright/test';
import { expect, test, type App } from './app';
import { damaged, fresh, large, type Picture } from './pictures';

const panelOf = (page: Page) => page.getByRole('region', { name: 'Uploads', exact: true });
const lineOf = (page: Page, name: string | RegExp) => panelOf(page).getByRole('listitem').filter({ hasText: name });

async function choose(page: Page, files: Picture[], button = 'Upload'): Promise<void> {
  const picked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button, exact: true }).first().click();
  await (await picked).setFiles(files);
}

/** Sends at most so many bytes in a second. */
async function throttle(page: Page, bytes: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytes
  });
}

async function ready(app: App, ...files: Picture[]): Promise<void> {
  await choose(app.page, files);
  for (const file of files) await expect(lineOf(app.page, file.name).getByText('Ready')).toBeVisible();
}

test('options apply to what is uploaded, and the panel outlives the page @quick', async ({ app, page }) => {
  await app.signIn('/app/upload');
  await page.getByLabel('Album').fill('trips');
  await page.getByLabel('Tags').fill('Sea, summer 2026');
  await page.getByLabel('Visibility').selectOption('private');
  await choose(page, [fresh('beach.png')], 'Choose pictures');

  await page.getByRole('link', { name: 'Images' }).first().click();
  await expect(lineOf(page, 'beach.png').getByText('Ready')).toBeVisible();
  await lineOf(page, 'beach.png').getByRole('link', { name: 'beach.png' }).click();
  await expect(page.getByLabel('Album')).toHaveValue('trips');
  await expect(page.getByLabel('Tags')).toHaveValue('sea, summer-2026');
  await expect(page.getByLabel('Visibility')).toHaveValue('private');

  await page.getByRole('link', { name: 'Upload' }).first().click();
  await expect(page.getByText('3 options are set')).toBeVisible();
  await page.getByRole('button', { name: 'Reset to the defaults' }).click();
  await expect(page.getByLabel('Album')).toHaveValue('');
});

test('a large file goes up in parts, pauses, and survives a reload', async ({ app, page }) => {
  await app.signIn('/app/upload');
  await throttle(page, 1_000_000);
  const parts: string[] = [];
  page.on('request', (request) => request.method() === 'PUT' && parts.push(new URL(request.url()).searchParams.get('partNumber') ?? ''));

  await choose(page, [large('large.jpg', 20)]);
  await expect.poll(() => parts.length).toBeGreaterThan(1);
  await expect(panelOf(page).getByText(/ left/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Pause: large.jpg' }).click();
  await expect(lineOf(page, 'large.jpg').getByText('Paused')).toBeVisible();

  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  await throttle(page, -1);
  await expect(lineOf(page, 'large.jpg').getByText('Ready')).toBeVisible();
  expect(parts.filter((part) => part === '1')).toHaveLength(1);
});

test('what is pasted is uploaded', async ({ app, page }) => {
  await app.signIn();
  const { buffer } = fresh('pasted.png');
  await page.evaluate((bytes) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }));
    dispatchEvent(new ClipboardEvent('paste', { clipboardData: files }));
  }, [...buffer]);
  await expect(lineOf(page, 'pasted.png').getByText('Ready')).toBeVisible();
});

test('a picture that the server does not take says why, and does not stop the others', async ({ app, page }) => {
  await app.signIn();
  await choose(page, [damaged('broken.png'), fresh('whole.png')]);
  await expect(lineOf(page, 'broken.png').getByText('The file is damaged.')).toBeVisible();
  await expect(lineOf(page, 'whole.png').getByText('Ready')).toBeVisible();
  await expect(panelOf(page).getByText('1 done · 1 failed')).toBeVisible();
});

test('a duplicate leads to the earlier image, or brings it back from the bin', async ({ app, page }) => {
  await app.signIn();
  const picture = fresh('twice.png');
  await ready(app, picture);
  await panelOf(page).getByRole('button', { name: 'Close' }).click();

  await choose(page, [{ ...picture, name: 'again.png' }]);
  await lineOf(page, 'again.png').getByRole('link', { name: 'Show it' }).click();
  await expect(page.getByRole('heading', { name: 'twice.png' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await panelOf(page).getByRole('button', { name: 'Close' }).click();

  await choose(page, [{ ...picture, name: 'third.png' }]);
  const line = lineOf(page, 'third.png');
  await expect(line.getByText('Duplicate')).toBeVisible();
  await line.getByRole('button', { name: 'Restore it from the bin' }).click();
  await expect(line.getByText('The earlier image is back in the library.')).toBeVisible();
});

test('an upload waits for the connection, and goes on by itself', async ({ app, page, context }) => {
  await app.signIn();
  await throttle(page, 1_000_000);
  const parts: string[] = [];
  page.on('request', (request) => request.method() === 'PUT' && parts.push(request.url()));
  await choose(page, [large('slow.jpg', 20)]);
  await expect.poll(() => parts.length).toBeGreaterThan(1);
  await context.setOffline(true);
  await expect(lineOf(page, 'slow.jpg').getByText('Waiting for the connection')).toBeVisible();
  await context.setOffline(false);
  await throttle(page, -1);
  await expect(lineOf(page, 'slow.jpg').getByText('Ready')).toBeVisible();
});

test('the hourly limit is waited for, and the panel says how long', async ({ app, page }) => {
  await app.signIn();
  const body = JSON.stringify({ error: { code: 'RATE_LIMIT_EXCEEDED', message: 'too many' } });
  const refusal = { status: 429, headers: { 'Retry-After': '3' }, contentType: 'application/json', body };
  await page.route('**/api/v1/images', (route) => route.fulfill(refusal), { times: 1 });
  await choose(page, [fresh('patient.png')]);
  await expect(lineOf(page, 'patient.png').getByText(/It goes on in \d seconds?\./)).toBeVisible();
  await expect(lineOf(page, 'patient.png').getByText('Ready')).toBeVisible();
});

for (const [status, code, title] of [
  [403, 'FORBIDDEN', 'You may not do this'],
  [500, 'INTERNAL_ERROR', 'Something went wrong here']
] as const) {
  test(`a reservation that answers ${status} says so, and works when it is tried again`, async ({ app, page }) => {
    await app.signIn();
    const body = JSON.stringify({ error: { code, message: 'no' } });
    await page.route('**/api/v1/images', (route) => route.fulfill({ status, contentType: 'application/json', body }), { times: 1 });
    await choose(page, [fresh('again.png')]);
    await expect(lineOf(page, 'again.png').getByText(title)).toBeVisible();
    await page.getByRole('button', { name: 'Retry all failed' }).click();
    await expect(lineOf(page, 'again.png').getByText('Ready')).toBeVisible();
  });
}

test('names in Arabic, with emoji and of 200 letters arrive as they are', async ({ app, page }) => {
  await app.signIn();
  const names = ['صورة من البحر.png', '🐈 und 🐕.png', `${'long '.repeat(39)}name.png`];
  await ready(app, ...names.map((name) => fresh(name)));
  await lineOf(page, names[0]!).getByRole('link', { name: names[0]! }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(names[0]!);
});

test('a session that ends in the middle asks for sign-in, and the upload goes on', async ({ app, page }) => {
  await app.signIn();
  const body = JSON.stringify({ error: { code: 'UNAUTHORIZED', message: 'no' } });
  await page.route('**/oauth2/token', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' }));
  await page.route('**/api/v1/images', (route) => route.fulfill({ status: 401, contentType: 'application/json', body }), { times: 1 });
  await choose(page, [fresh('waits.png')]);

  const question = page.getByRole('dialog');
  await expect(question).toBeVisible();
  await page.unroute('**/oauth2/token');
  await question.getByRole('button', { name: 'Sign in' }).click(); // the pool still knows the person, so its window closes itself
  await expect(question).toBeHidden();
  await expect(lineOf(page, 'waits.png').getByText('Ready')).toBeVisible();
});
