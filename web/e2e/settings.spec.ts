import { readFileSync } from 'node:fs';
import { PHOTOGRAPH, expect, test } from './app';
import { Owner } from './library';

test('a key is made, shown once, used by its own snippet, and revoked @quick', async ({ app, page, request }) => {
  await app.signIn('/app/settings/api-keys');
  await page.getByRole('button', { name: 'Create a key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('ShareX at home');
  await dialog.getByText('Read and write', { exact: true }).click();
  await dialog.getByLabel('Expires').selectOption({ label: 'In 30 days' });
  await dialog.getByLabel('Networks').fill('127.0.0.0/8, ::1');
  await dialog.getByRole('button', { name: 'Create a key' }).click();

  const shown = page.getByRole('region', { name: 'API key', exact: true });
  const key = await shown.innerText();
  expect(key).toMatch(/^pf_/);
  await expect(page.getByRole('region', { name: 'Upload with curl' }).first()).toContainText(/curl .*http/);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Uploader for ShareX' }).click();
  const uploader = JSON.parse(readFileSync(await (await saved).path(), 'utf8'));
  const sent = await request.fetch(`${uploader.RequestURL}?filename=coffee.jpg`, {
    method: uploader.RequestMethod,
    headers: { ...uploader.Headers, 'Content-Type': 'image/jpeg' },
    data: readFileSync(PHOTOGRAPH)
  });
  expect(sent.status()).toBe(201);
  await new Owner(request, app.user).ready((await sent.json()).id);

  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  const row = page.getByRole('row', { name: /ShareX at home/ });
  await expect(row).toContainText('Live');
  await page.reload();
  await expect(row).toContainText(/ago|now|second|minute/); // when it was used
  await row.getByRole('button', { name: /Revoke/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText('Revoked');
});

test('a handle is changed after its fate is said', async ({ app, page }) => {
  await app.signIn('/app/settings/profile');
  const handle = page.getByRole('textbox', { name: 'Handle' });
  const form = page.getByRole('region', { name: 'Handle' });
  await handle.fill(`${app.user}-a`);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('Saved')).toBeVisible();

  await handle.fill(`${app.user}-b`);
  await form.getByRole('button', { name: 'Save' }).click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('reserved for you for 90 days');
  await question.getByRole('button', { name: 'Change the handle' }).click();
  await expect(form.getByText('Saved')).toBeVisible();
  await page.reload();
  await expect(handle).toHaveValue(`${app.user}-b`);
});

test('the audit log is filtered, and saved as CSV', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await owner.send('POST', '/v1/albums', { slug: 'trips', title: 'Trips' });
  await owner.send('DELETE', '/v1/albums/trips');
  await app.signIn('/app/settings/audit');
  await expect(page.getByRole('row')).toHaveCount(3);
  await page.getByLabel('Action').selectOption('delete');
  await expect(page).toHaveURL(/action=delete/);
  await expect(page.getByRole('row')).toHaveCount(2);

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const [heading, line, ...rest] = readFileSync(await (await saved).path(), 'utf8').trim().split('\r\n');
  expect(heading).toContain('at,actor,action');
  expect(line).toContain(',delete,album,trips,success,204,');
  expect(rest).toEqual([]);
});

test('the language changes all texts and dates, and stays', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const id = await owner.upload('coffee.jpg');
  await owner.ready(id);
  await app.signIn('/app/settings/appearance');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible();
  await page.goto('/app/stats');
  await expect(page.getByRole('heading', { name: 'Statistik' })).toBeVisible();
  await page.goto('/app/images');
  const { created_at } = await owner.get<{ created_at: string }>(`/v1/images/${id}`);
  const parts = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  const day = new Intl.DateTimeFormat('de', parts).format(new Date(`${created_at.slice(0, 10)}T12:00:00`));
  await expect(page.getByRole('heading', { name: day })).toBeVisible();
});
