import { expect, test } from './app';

test('a domain is added, its records are shown and copied, and it is removed', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.signIn('/app/settings/domains');
  await expect(page.getByText('No domains yet')).toBeVisible();

  await page.getByLabel('Host name').fill('https://images.example.com/');
  await page.getByRole('button', { name: 'Add domain' }).click();
  await expect(page.getByRole('alert')).toContainText('Give the name alone');

  const host = `bilder-ü.${app.user}.com`;
  await page.getByLabel('Host name').fill(host);
  await page.getByRole('button', { name: 'Add domain' }).click();
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: host }) });
  await expect(card).toContainText('Pending');
  const records = page.getByRole('list', { name: `Records of ${host}` });
  await expect(records.getByText(`_pixelflare.xn--bilder--t2a.${app.user}.com`)).toBeVisible();
  await records.getByRole('button', { name: 'Copy: TXT, Value' }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^pixelflare=[a-z2-7]{32}$/);

  await card.getByRole('button', { name: 'Verify again' }).click();
  await expect(page.getByText('The records are being looked for')).toBeVisible();
  await card.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No domains yet')).toBeVisible();
});
