import { expect, test } from './app';

test('an import is tried dry, begun, and says what became of each picture', async ({ app, page }) => {
  await app.signIn('/app/settings/import');
  await expect(page.getByText('No imports yet')).toBeVisible();
  await page.getByRole('button', { name: 'New import' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Addresses').fill('https://127.0.0.1/a.jpg\nhttps://127.0.0.1/b.jpg');
  await dialog.getByLabel('Only show what would be imported').check();
  await dialog.getByRole('button', { name: 'Import' }).click();
  const dry = page.getByRole('row', { name: /Dry run/ });
  await expect(dry).toContainText('Done');
  await dry.getByRole('button', { name: 'Details' }).click();
  await expect(page.getByRole('dialog').getByText('Would be imported')).toHaveCount(2);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'New import' }).click();
  await page.getByRole('dialog').getByLabel('Addresses').fill('https://127.0.0.1/a.jpg');
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  const real = page.getByRole('row', { name: /1 failed/ }); // an address that is not public is never asked
  await expect(real).toContainText('Done');
  await real.getByRole('button', { name: 'Try again' }).click();
  await expect(real).toContainText('Done');
  await real.getByRole('button', { name: 'Details' }).click();
  await expect(page.getByRole('dialog').getByText('Failed', { exact: true })).toBeVisible();
});
