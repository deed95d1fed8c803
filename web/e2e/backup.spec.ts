import { expect, test } from './app';

const BUCKET = {
  endpoint: 'https://s3.eu-central-1.amazonaws.com', bucket: 'my-backup', region: 'eu-central-1', prefix: 'pictures/', path_style: false,
  access_key_id: 'AKEXAMPLE', sync_deletes: true, enabled: true, updated_at: '2026-11-29T00:00:00Z', since: '2026-11-29T00:00:00Z'
};
const RUN = { trigger: 'night', at: '2026-11-30T03:00:00Z', uploaded: 12, deleted: 1, failed: 0, is_complete: true, problem: null };
const STANDING = {
  last_run_at: RUN.at, last_success_at: RUN.at, lag_seconds: 3600, last_change_at: RUN.at, is_running: false, synced: 1200, pending: 3,
  images: 1200, uploaded: 12, deleted: 1, failed: 0, failed_images: [], problem: null, bad_nights: 0, is_overdue: false, runs: [RUN]
};
const RESTORE = {
  state: 'running', dry_run: false, started_at: RUN.at, ended_at: null, total: 40, looked_at: 10, images: 8, there_already: 1,
  bytes: 8e6, albums: 1, tags: 2, failed: 1, failures: [{ what: 'img_1', why: 'its bytes are missing' }], problem: null
};

test('a bucket that may not be asked is refused with the reason, and the form keeps what was typed', async ({ app, page }) => {
  await app.signIn('/app/settings/backup');
  await page.getByLabel('Provider').selectOption({ label: 'Backblaze B2' });
  await page.getByLabel('Region').fill('eu-central-003');
  await expect(page.getByLabel('Endpoint')).toHaveValue('https://s3.eu-central-003.backblazeb2.com');
  await page.getByLabel('Endpoint').fill('https://127.0.0.1');
  await page.getByLabel('Name of the bucket').fill('my-backup');
  await page.getByLabel('Access key id').fill('key');
  await page.getByLabel('Secret access key').fill('secret');
  await page.getByRole('button', { name: 'Test and save' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Name of the bucket')).toHaveValue('my-backup');
  await expect(page.getByRole('button', { name: 'Back up now' })).toHaveCount(0);
});

test('how the backup stands is shown, it is begun now, and a restore tells its progress', async ({ app, page }) => {
  let standing: object = { ...STANDING, is_overdue: true, problem: 'the bucket’s provider answers AccessDenied' };
  let restore: object | null = null;
  await page.route('**/api/v1/backup/config', (route) => route.fulfill({ json: BUCKET }));
  await page.route('**/api/v1/backup/status', (route) => route.fulfill({ json: standing }));
  await page.route('**/api/v1/backup/sync', (route) => route.fulfill({ status: 202, json: (standing = { ...STANDING, is_running: true }) }));
  await page.route('**/api/v1/backup/restore', (route) => {
    if (route.request().method() === 'POST') restore = RESTORE;
    return route.fulfill(restore ? { status: 202, json: restore } : { status: 404, json: { success: false, error: { code: 'NOT_FOUND', message: 'none' }, request_id: 'x' } });
  });
  await app.signIn('/app/settings/backup');
  await expect(page.getByRole('alert')).toContainText('AccessDenied');
  await expect(page.getByText('1,200')).toBeVisible();
  await expect(page.getByRole('row', { name: /Complete/ })).toContainText('Night');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText('A backup is under way…')).toBeVisible();

  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('10 of 40 pictures')).toBeVisible();
  await expect(page.getByRole('row', { name: /img_1/ })).toContainText('its bytes are missing');
  restore = { ...RESTORE, state: 'done', looked_at: 40, images: 38 };
  await expect(page.getByText('38 pictures (8 MB) were restored. Here already: 1.')).toBeVisible();
});
