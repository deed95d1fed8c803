import { expect, OPERATOR, test } from './app';
import { Owner } from './library';

test('an operator finds an owner, sets the plan, suspends and lifts the suspension', async ({ app, page, request }) => {
  const anna = new Owner(request, app.user);
  const { owner } = await anna.get<{ owner: string }>('/v1/me');
  await app.signIn('/app', OPERATOR);
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Administration' }).click();
  await page.getByRole('searchbox').fill(app.user);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: owner });
  await expect(page.getByRole('row')).toHaveCount(2); // the head and her: before, the operator was listed as well
  await expect(row).toContainText('Active');

  await row.getByRole('button', { name: /^Details/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Plan').selectOption('pro');
  await dialog.getByRole('button', { name: 'Set the plan' }).click();
  await expect(dialog.getByRole('button', { name: 'Set the plan' })).toBeDisabled();
  await dialog.getByLabel('Reason').fill('complaints');
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await expect(dialog.getByText('complaints')).toBeVisible();
  expect(await anna.get('/v1/usage')).toMatchObject({ plan: { tier: 'pro' }, suspended: { reason: 'complaints' } });
  await page.keyboard.press('Escape');
  await expect(row).toContainText('Suspended');

  await row.getByRole('button', { name: /^Details/ }).click();
  await dialog.getByRole('button', { name: 'Lift the suspension' }).click();
  await expect(dialog.getByRole('button', { name: 'Suspend' })).toBeVisible();
  expect(await anna.get('/v1/usage')).toMatchObject({ suspended: null });
});

test('what is taken down after a report says so in its owner’s viewer', async ({ app, page, request, browser }) => {
  const anna = new Owner(request, app.user);
  const image = await anna.upload('coffee.jpg');
  await anna.ready(image);
  const form = { address: `/i/${image}`, category: 'privacy', explanation: `about ${image}`, email: '' };
  expect((await request.post('/report', { form })).ok()).toBe(true);
  await app.signIn('/app/admin/reports', OPERATOR);
  const report = page.getByRole('listitem').filter({ hasText: `about ${image}` });
  await report.getByRole('button', { name: 'Take down' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('A court has ordered it');
  await page.getByRole('dialog').getByRole('button', { name: 'Take down' }).click();
  await expect(report).toBeHidden();

  const context = await browser.newContext();
  const hers = await context.newPage();
  await app.signIn(`/app/images/${image}`, app.user, hers);
  await expect(hers.getByRole('alert')).toContainText('An operator has taken this image down');
  await expect(hers.getByRole('alert')).toContainText('A court has ordered it');
  await context.close();
  await page.goto('/app/admin/reports?state=decided');
  await report.getByRole('button', { name: 'Reopen' }).click();
  await expect(report).toBeHidden();
});

test('who is no operator finds no administration', async ({ app, page }) => {
  await app.signIn('/app');
  await page.getByRole('button', { name: 'Account' }).click();
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Administration' })).toBeHidden();
  await page.goto('/app/admin/owners');
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
});
