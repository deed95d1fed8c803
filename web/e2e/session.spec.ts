import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { Owner } from './library';

/** When the token ends that the tab keeps, in seconds. Another value makes it an old one. */
function ending(page: Page, value?: number): Promise<number> {
  return page.evaluate((value) => {
    const key = Object.keys(sessionStorage).find((each) => each.startsWith('oidc.user:')) ?? '';
    const kept = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    if (value) sessionStorage.setItem(key, JSON.stringify({ ...kept, expires_at: value }));
    return kept.expires_at;
  }, value);
}

test('a token that has ended is renewed silently', async ({ app, page }) => {
  await app.signIn('/app/settings/profile');
  await ending(page, 1);
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Handle' })).toBeVisible();
  expect(await ending(page)).toBeGreaterThan(Date.now() / 1000);
});

test('a session that ends in the middle of work asks for sign-in, and the work goes on @quick', async ({ app, page, request }) => {
  await app.signIn('/app/settings/profile');
  await page.getByLabel('About', { exact: true }).fill('Written before the session ended');
  // The pool has forgotten the refresh token, and the API takes the access token no longer.
  await page.route('**/oauth2/token', (route) => route.fulfill({ status: 400, json: { error: 'invalid_grant' } }), { times: 1 });
  await page.route('**/api/v1/me', (route) => route.fulfill({ status: 401, json: {} }), { times: 1 });
  await page.getByRole('region', { name: 'About you' }).getByRole('button', { name: 'Save' }).click();

  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  const popup = page.waitForEvent('popup');
  await dialog.getByRole('button', { name: 'Sign in again' }).click();
  await popup; // the sign-in pages still know the person, so the small window closes by itself

  await expect(page.getByText('Saved')).toBeVisible();
  await expect(dialog).toBeHidden();
  expect((await new Owner(request, app.user).get<{ bio: string }>('/v1/me')).bio).toBe('Written before the session ended');
});

test('a clock that is an hour ahead or behind changes nothing', async ({ app, page }) => {
  await app.signIn('/app/stats');
  for (const hours of [1, -1]) {
    await page.clock.setSystemTime(new Date(Date.now() + hours * 3_600_000));
    await page.goto('/app/stats?range=day');
    await expect(page.getByText('Answered by the edge')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
});

test('tokens are kept in the tab alone', async ({ app, page, context }) => {
  await app.signIn('/app/images');
  const kept = await page.evaluate(() => [JSON.stringify({ ...sessionStorage }), JSON.stringify({ ...localStorage }) + document.cookie]);
  const isToken = /eyJ[\w-]+\.eyJ/; // a JSON web token
  expect(kept.map((each) => isToken.test(each))).toEqual([true, false]);
  const cookies = (await context.cookies()).map(({ value }) => value).join();
  expect(cookies).not.toMatch(isToken);
});
