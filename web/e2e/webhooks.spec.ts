import { expect, test } from './app';

/** A public address of nobody who listens to hooks: the test looks at what is made here, not at what arrives there. */
const HOOK = 'https://192.0.0.9/hook';

test('a webhook is added, tested, changed, given a new secret and deleted', async ({ app, page }) => {
  await app.signIn('/app/settings/webhooks');
  await expect(page.getByText('No webhooks yet')).toBeVisible();
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Address').fill('https://127.0.0.1/hook');
  await form.getByRole('button', { name: 'Add a webhook' }).click();
  await expect(form.getByRole('alert')).toBeVisible(); // it is not in the public Internet
  await form.getByLabel('Address').fill(HOOK);
  await form.getByLabel('Description').fill('Site builder');
  await form.getByLabel('Album shared').check();
  await form.getByRole('button', { name: 'Add a webhook' }).click();
  await expect(page.getByRole('region', { name: 'Secret' })).toContainText('whsec_');
  await page.getByRole('button', { name: 'I have kept it' }).click();

  const hook = page.getByRole('list', { name: 'Webhooks' }).getByRole('listitem').filter({ hasText: 'Site builder' });
  await expect(hook).toContainText('Album shared');
  await hook.getByRole('button', { name: 'Deliveries' }).click();
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByRole('dialog').getByRole('row', { name: /^Test/ })).toContainText('Waiting');
  await page.keyboard.press('Escape');

  await hook.getByRole('button', { name: 'Switch off' }).click();
  await expect(hook.getByText('Off', { exact: true })).toBeVisible();
  await hook.getByRole('button', { name: 'New secret' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await hook.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('No webhooks yet')).toBeVisible();
});
