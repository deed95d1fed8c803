import { expect, test } from './app';

test('the command box goes to a page, and the theme that is chosen stays @quick', async ({ app, page }) => {
  await app.signIn();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('imag');
  await expect(page.getByRole('option', { name: /Go to Images/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/app\/images$/);
  await expect(page.getByRole('link', { name: 'Images' })).toHaveAttribute('aria-current', 'page');

  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.getByRole('button', { name: 'Account' })).toBeFocused();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('the list of keys opens by "?", but not while something is written', async ({ app, page }) => {
  await app.signIn();
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });

  await page.keyboard.press('?');
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').press('?');
  await expect(list).toBeHidden();
});

test('a phone has all pages one press away', async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await app.signIn();

  await page.getByRole('button', { name: 'More' }).click();
  const pages = page.getByRole('dialog', { name: 'All pages' });
  await expect(pages.getByRole('link')).toHaveCount(11);
  await pages.getByRole('link', { name: 'Images' }).click();
  await expect(pages).toBeHidden();
  await expect(page).toHaveURL(/\/app\/images$/);
});
