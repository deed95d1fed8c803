import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, test } from './app';
import { Owner } from './library';
import { SIZES, THEMES } from './pages';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('an album is shared with a password, seen by a stranger without JavaScript, and revoked @quick', async ({ app, page, request, browser }) => {
  const owner = new Owner(request, app.user);
  await owner.ready(await owner.upload('coffee.jpg', { album: 'trip', visibility: 'private', title: 'Morning' }));
  await app.signIn('/app/albums/trip');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password').fill('open sesame');
  await dialog.getByLabel('Name').fill('For Anna');
  await dialog.getByRole('button', { name: 'Create the link' }).click();
  const link = await dialog.getByLabel('Link', { exact: true }).innerText();

  const stranger = await browser.newContext({ javaScriptEnabled: false });
  const seen = await stranger.newPage();
  await seen.goto(link);
  await seen.getByLabel('Password').fill('open says me');
  await seen.getByRole('button', { name: 'Show album' }).click();
  await expect(seen.getByRole('alert')).toHaveText('That is not the password. Please try again.');
  await seen.getByLabel('Password').fill('open sesame');
  await seen.getByRole('button', { name: 'Show album' }).click();
  await expect(seen.getByRole('heading', { level: 1 })).toHaveText('trip');
  const picture = seen.getByRole('link', { name: /Enlarge/ }).getByRole('img');
  await expect(picture).toHaveJSProperty('complete', true);
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await seen.getByRole('link', { name: /Enlarge/ }).click();
  await expect(seen.getByRole('link', { name: 'Download' })).toBeVisible();
  await seen.getByRole('link', { name: 'Close' }).click();

  await dialog.getByRole('link', { name: 'All shared albums' }).click();
  const row = page.getByRole('row', { name: /For Anna/ });
  await expect(row).toContainText('1');
  await row.getByRole('button', { name: /Revoke/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Nothing is shared')).toBeVisible();
  expect((await seen.reload())?.status()).toBe(404);
  await expect(seen.getByRole('heading', { name: 'This link leads nowhere' })).toBeVisible();
  await stranger.close();
});

for (const theme of THEMES) {
  test(`axe finds nothing on the pages of a shared album, ${theme}`, async ({ app, page, request }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES.phone);
    const owner = new Owner(request, app.user);
    for (const name of ['coffee.jpg', 'chelsea.jpg']) await owner.ready(await owner.upload(name, { album: 'trip' }));
    const open = await owner.send('POST', '/v1/albums/trip/shares', { show_metadata: true });
    const locked = await owner.send('POST', '/v1/albums/trip/shares', { password: 'open sesame' });
    const limited = await owner.send('POST', '/v1/albums/trip/shares', { max_views: 1 });
    const found: string[] = [];
    for (const url of [open.url, `${open.url}#p0`, locked.url, limited.url, open.url.slice(0, -3)]) {
      await page.goto(url);
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      const context = await page.context().newCDPSession(page);
      await context.send('Page.setBypassCSP', { enabled: true });
      await page.reload();
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
      found.push(...violations.map(({ id, nodes }) => `${url}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`));
    }
    expect(found).toEqual([]);
  });
}
