import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { Owner } from './library';
import { fresh, large, type Picture } from './pictures';

const panelOf = (page: Page) => page.getByRole('region', { name: 'Uploads', exact: true });

async function choose(page: Page, ...files: Picture[]): Promise<void> {
  const picked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await (await picked).setFiles(files);
}

test('on a slow line and a slow machine, what is there shows first, and everything works', async ({ app, page, context }) => {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const line = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 };
  await session.send('Network.emulateNetworkConditions', line); // a phone with 3G
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });

  await app.signIn('/app/images');
  await choose(page, large('slow.jpg', 1));
  await expect(panelOf(page).getByText(/kB\/s/).first()).toBeVisible();
  await expect(panelOf(page).getByText('Ready')).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Close' }).click();

  // The picture itself is held back, and its coarse shape stands in its place.
  const link = page.getByRole('main').getByRole('link', { name: 'slow.jpg' });
  await page.route(/\/w(128|256|512|1024)(\?|$)/, () => {});
  await page.reload();
  await expect(link.locator('canvas')).toBeVisible();
  await link.click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('slow.jpg');
});

test('pages show what they wait for', async ({ app, page }) => {
  await app.signIn('/app/settings/appearance');
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/api/v1/albums*', async (route) => (await held, route.continue()));
  await page.goto('/app/albums');
  await expect(page.locator('.skeleton').first()).toBeVisible();
  release();
  await expect(page.getByRole('main').getByRole('link', { name: /default/ })).toBeVisible();
});

for (const [name, minutes] of [
  ['ten minutes offline', 10],
  ['a night asleep', 480]
] as const) {
  test(`an upload goes on after ${name}`, async ({ app, page, context, request }) => {
    await page.clock.install();
    await app.signIn();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_000_000 };
    await session.send('Network.emulateNetworkConditions', slow);
    const parts: string[] = [];
    page.on('request', (sent) => sent.method() === 'PUT' && parts.push(new URL(sent.url()).searchParams.get('partNumber') ?? ''));
    await choose(page, large('long.jpg', 20));
    await expect.poll(() => parts.includes('2')).toBe(true);

    await context.setOffline(true);
    await expect(panelOf(page).getByText('Waiting for the connection')).toBeVisible();
    await page.clock.fastForward(minutes * 60_000);
    await expect(panelOf(page).getByText('Waiting for the connection')).toBeVisible();
    await context.setOffline(false);
    await session.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await page.clock.resume();

    await expect(panelOf(page).getByText('Ready')).toBeVisible();
    expect(parts.filter((part) => part === '1')).toHaveLength(1); // what had arrived was not sent again
    const { data } = await new Owner(request, app.user).get<{ data: unknown[] }>('/v1/images');
    expect(data).toHaveLength(1);
  });
}

test('files that are chosen without a connection wait for it', async ({ app, page, context }) => {
  await app.signIn();
  await choose(page, fresh('before.png'));
  await expect(panelOf(page).getByText('Ready')).toBeVisible(); // the sender is loaded
  await context.setOffline(true);
  await choose(page, fresh('waits.png'));
  await expect(panelOf(page).getByText('Waiting for the connection')).toBeVisible();
  await context.setOffline(false);
  await expect(panelOf(page).getByText('2 done')).toBeVisible();
});

test('a tab with uploads under way asks before it is closed', async ({ app, page, context }) => {
  await app.signIn();
  await page.route('**/api/v1/images', () => {}); // the reservation is under way for ever
  await choose(page, fresh('slow.png'));
  await expect(panelOf(page).getByText('Waiting').first()).toBeVisible();
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.accept();
  await context.close();
});
