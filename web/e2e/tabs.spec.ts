import { expect, test } from './app';
import { Owner } from './library';

test('what one tab deletes and takes back, the other one shows at once', async ({ app, page, context, request }) => {
  const owner = new Owner(request, app.user);
  for (const name of ['coffee.jpg', 'chelsea.jpg']) await owner.ready(await owner.upload(name));
  await owner.counted(2);
  await app.signIn('/app/images');
  const other = await context.newPage();
  await other.goto('/app/images');
  await other.getByRole('button', { name: 'Sign in' }).click();
  const theirs = other.getByRole('link', { name: 'coffee.jpg' });
  await expect(theirs).toBeVisible();

  await app.keysAreThere();
  await page.getByRole('checkbox', { name: /coffee.jpg/ }).click();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('link', { name: 'coffee.jpg' })).toHaveCount(0);
  await expect(theirs).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(theirs).toBeVisible();
});

test('the command box finds albums and images', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const id = await owner.upload('coffee.jpg', { album: 'breakfast' });
  await owner.ready(id);
  await app.signIn();
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: 'Search and commands' });
  await box.fill('breakf');
  await page.getByRole('option', { name: /breakfast/i }).click();
  await expect(page).toHaveURL(/\/app\/albums\/breakfast$/);
  await page.keyboard.press('Control+k');
  await box.fill('coff');
  await page.getByRole('option', { name: /coffee.jpg/ }).click();
  await expect(page).toHaveURL(new RegExp(`/app/images/${id}$`));
});
