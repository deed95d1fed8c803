import { expect, OPERATOR, test } from './app';
import { Owner } from './library';

/** A function believes for a minute what it has read of the brake. */
const BELIEVED = { timeout: 120_000 };

test('an operator stops uploads by hand, every owner reads why, and it is released again', async ({ app, page, request, browser }) => {
  const anna = new Owner(request, app.user);
  await app.signIn('/app/admin/costs', OPERATOR);
  const panel = page.getByRole('region', { name: 'Bill brake' });
  await expect(panel.getByRole('status')).toContainText('Off');
  await expect(panel).toContainText('It follows what is spent');

  const dialog = page.getByRole('dialog');
  await panel.getByRole('button', { name: 'Stop uploads, too' }).click();
  await expect(dialog).toContainText('no uploads, imports and restores are taken');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByRole('status')).toContainText('Off');
  await panel.getByRole('button', { name: 'Stop uploads, too' }).click();
  await dialog.getByRole('button', { name: 'Stop uploads, too' }).click();
  await expect(panel.getByRole('status')).toContainText('Takes no uploads');
  await expect(panel.getByRole('row').filter({ hasText: 'An operator' }).first()).toContainText('Takes no uploads');
  await expect(page.getByRole('complementary', { name: 'Uploads are paused' })).toBeVisible();

  const takes = async () => (await anna.get<{ takes_uploads: boolean }>('/v1/brake')).takes_uploads;
  await expect.poll(takes, BELIEVED).toBe(false);
  const context = await browser.newContext({ locale: 'de-DE' });
  const hers = await context.newPage();
  await hers.goto('/app');
  await hers.getByRole('button', { name: 'Anmelden' }).click();
  await hers.getByLabel('User name or e-mail address').fill(app.user);
  await hers.getByRole('button', { name: 'Continue' }).click();
  const note = hers.getByRole('complementary', { name: 'Das Hochladen ist angehalten' });
  await expect(note).toContainText('Neue Bilder werden ab');
  await expect(anna.upload('coffee.jpg')).rejects.toThrow(/429.*BUDGET_REACHED/);

  await panel.getByRole('button', { name: 'Follow what is spent' }).click();
  await expect(dialog).toContainText('By what is spent now: Off');
  await dialog.getByRole('button', { name: 'Follow what is spent' }).click();
  await expect(panel.getByRole('status')).toContainText('Off');
  await expect(page.getByRole('complementary', { name: 'Uploads are paused' })).toBeHidden();
  await expect.poll(takes, BELIEVED).toBe(true);
  await hers.reload();
  await expect(hers.getByRole('main')).toBeVisible();
  await expect(note).toBeHidden();
  await anna.upload('coffee.jpg');
  await context.close();
});
