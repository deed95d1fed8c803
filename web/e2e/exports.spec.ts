import { readFile } from 'node:fs/promises';
import { expect, test } from './app';

test('everything is exported, downloaded as a ZIP file, and removed', async ({ app, page }) => {
  await app.signIn('/app/settings/export');
  await expect(page.getByText('No exports yet')).toBeVisible();
  await page.getByRole('button', { name: 'Export everything' }).click();
  const row = page.getByRole('row', { name: /Done/ });
  // The page shows how far it is. Its runs wait in a queue: on a busy machine all of it takes minutes.
  await expect(page.getByRole('row', { name: /Being written|Done/ })).toBeVisible();
  await expect(row).toBeVisible({ timeout: 240_000 });
  await expect(page.getByRole('button', { name: 'Export everything' })).toBeDisabled();

  await row.getByRole('button', { name: 'Download' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('link', { name: /Download pixelflare-.*-001\.zip/ }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^pixelflare-.*-001\.zip$/);
  const body = await readFile(await download.path());
  expect(body.subarray(0, 2).toString()).toBe('PK');
  expect(body.includes('README.txt')).toBe(true);
  await page.keyboard.press('Escape');

  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('row', { name: /Removed/ })).toBeVisible();
});
