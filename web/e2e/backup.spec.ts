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

test('a recovery key is shown once, and asked for when a backup does not open without it', async ({ app, page }) => {
  const OFF = { is_on: false, key_id: null, since: null, is_complete: false };
  const ON = { is_on: true, key_id: '00112233445566778899aabbccddeeff', since: RUN.at, is_complete: false };
  let encryption: object = OFF;
  const asked: unknown[] = [];
  await page.route('**/api/v1/backup/config', (route) => route.fulfill({ json: BUCKET }));
  await page.route('**/api/v1/backup/status', (route) => route.fulfill({ json: STANDING }));
  await page.route('**/api/v1/backup/encryption', (route) => {
    const method = route.request().method();
    if (method === 'DELETE') return (encryption = OFF), route.fulfill({ status: 204 });
    if (method === 'PUT') encryption = ON;
    return route.fulfill({ json: method === 'PUT' ? { ...ON, recovery_key: 'abcd-efgh-ijkl-mnop' } : encryption });
  });
  await page.route('**/api/v1/backup/restore', (route) => {
    if (route.request().method() !== 'POST') return route.fulfill({ status: 404, json: { success: false, error: { code: 'NOT_FOUND', message: 'none' }, request_id: 'x' } });
    asked.push(route.request().postDataJSON());
    if (asked.length > 1) return route.fulfill({ status: 202, json: RESTORE });
    return route.fulfill({ status: 400, json: { success: false, error: { code: 'WRONG_RECOVERY_KEY', message: 'its recovery key is needed' }, request_id: 'x' } });
  });
  await app.signIn('/app/settings/backup');
  await page.getByRole('button', { name: 'Encrypt the backup' }).click();
  await expect(page.getByRole('dialog')).toContainText('abcd-efgh-ijkl-mnop');
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText('The bucket is being rewritten')).toBeVisible();
  await expect(page.getByText('abcd-efgh-ijkl-mnop')).toHaveCount(0);

  await page.getByRole('button', { name: 'Only look' }).click();
  await expect(page.getByText('The backup does not open')).toBeVisible();
  await page.getByLabel('Recovery key', { exact: true }).fill('abcd-efgh-ijkl-mnop');
  await page.getByRole('button', { name: 'Only look' }).click();
  await expect(page.getByText('10 of 40 pictures')).toBeVisible();
  expect(asked).toEqual([{ dry_run: true, recovery_key: null }, { dry_run: true, recovery_key: 'abcd-efgh-ijkl-mnop' }]);

  await page.getByRole('button', { name: 'Turn encryption off' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Turn encryption off' }).click();
  await expect(page.getByRole('button', { name: 'Encrypt the backup' })).toBeVisible();
});
