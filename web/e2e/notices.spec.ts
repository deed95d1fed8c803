import { expect, test } from './app';

test('switches of notices are kept, and a new API key becomes a letter', async ({ app, page }) => {
  await app.signIn('/app/settings/notices');
  const flagged = page.getByRole('checkbox', { name: /^Image flagged/ });
  await expect(flagged).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: /^API key created/ })).toBeChecked();
  await flagged.check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  await page.reload();
  await expect(flagged).toBeChecked();

  await page.goto('/app/settings/api-keys');
  await page.getByRole('button', { name: 'Create a key' }).click();
  await page.getByLabel('Name').fill('Laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Create a key' }).click();
  await expect(async () => {
    await page.goto('/_mail');
    const letter = page.getByRole('article').filter({ hasText: `${app.user}@example.com` });
    await expect(letter.getByRole('heading')).toHaveText('A new API key was created', { timeout: 500 });
  }).toPass({ timeout: 60_000 });
});
