import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './app';
import { SIZES, THEMES } from './pages';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const ways = (page: Page): Locator => page.getByRole('list', { name: 'Ways to sign in to this account' }).getByRole('listitem');

/** At the stand-in for GitHub, where any name is an account. */
async function answer(page: Page, login: string, said = 'Allow'): Promise<void> {
  await page.getByLabel('User name at GitHub').fill(login);
  await page.getByRole('button', { name: said }).click();
}

async function link(page: Page, login: string, said = 'Allow'): Promise<void> {
  await page.getByRole('button', { name: 'Link GitHub' }).click();
  await answer(page, login, said);
  await expect(page).toHaveURL(/\/app\/settings\/sign-in\/?$/);
}

async function signInWithGithub(page: Page, login: string): Promise<void> {
  await page.goto('/app/settings/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
  await answer(page, login);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

test('an owner links GitHub, signs in with it, and removes it', async ({ app, page, browser }) => {
  await app.signIn('/app/settings/sign-in');
  await expect(ways(page)).toHaveCount(1);
  await expect(ways(page)).toContainText(`${app.user}@example.com`);
  await link(page, app.user);
  await expect(page.getByText('GitHub signs you in from now on')).toBeVisible();
  await expect(ways(page)).toHaveCount(2);
  await expect(ways(page).nth(1)).toContainText(app.user);
  await expect(page.getByRole('button', { name: 'Link GitHub' })).toHaveCount(0);

  const elsewhere = await (await browser.newContext()).newPage();
  await signInWithGithub(elsewhere, app.user);
  await expect(ways(elsewhere)).toHaveCount(2);
  await expect(ways(elsewhere).nth(1)).toContainText('In use now');
  await expect(elsewhere.getByText('sign in the way this account was made')).toBeVisible();
  await elsewhere.context().close();

  await ways(page).nth(1).getByRole('button', { name: 'Remove' }).click();
  const question = page.getByRole('dialog', { name: `Remove GitHub (${app.user})?` });
  await question.getByRole('button', { name: 'Remove' }).click();
  await expect(ways(page)).toHaveCount(1);

  const later = await (await browser.newContext()).newPage();
  await signInWithGithub(later, app.user);
  await expect(ways(later)).toHaveCount(1);
  await expect(ways(later)).toContainText('The account was made with it');
  await later.context().close();
});

test('whoever is not linked is told why, and nothing is left in the address', async ({ app, page, browser }) => {
  await app.signIn('/app/settings/sign-in');
  await link(page, app.user, 'Cancel');
  await expect(page.getByRole('alert')).toContainText('You did not let GitHub say who you are');
  await link(page, `${app.user}-unverified`);
  await expect(page.getByRole('alert')).toContainText('no verified primary e-mail address');

  const other = await (await browser.newContext()).newPage();
  await signInWithGithub(other, `${app.user}-other`);
  await other.goto('/app/settings/api-keys');
  await other.getByRole('button', { name: 'Create a key' }).click();
  await other.getByLabel('Name').fill('Laptop');
  await other.getByRole('dialog').getByRole('button', { name: 'Create a key' }).click();
  await expect(other.getByRole('dialog')).toContainText('pf_');
  await other.context().close();
  await link(page, `${app.user}-other`);
  await expect(page.getByRole('alert')).toContainText('This login has an account of its own');
  await expect(ways(page)).toHaveCount(1);

  await page.goto('about:blank'); // otherwise only the fragment changes
  await page.goto('/app/settings/sign-in#linked=made-up');
  await expect(page.getByRole('alert')).toContainText('This took too long, or was used before');
  expect(new URL(page.url()).hash).toBe('');
});

for (const theme of THEMES) {
  test(`axe finds nothing where logins are linked, ${theme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await app.signIn('/app/settings/sign-in');
    await link(page, `${app.user}-a`);
    await expect(ways(page)).toHaveCount(2);
    const found: string[] = [];
    const look = async (name: string): Promise<void> => {
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
      found.push(...violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`));
    };
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await look(`linked, ${size}`);
      await page.getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('dialog').waitFor();
      await look(`question, ${size}`);
      await page.keyboard.press('Escape');
    }
    expect(found).toEqual([]);
  });
}
