import { expect, test } from '@playwright/test';

test('the documentation is searched, draws its diagrams and shows the API @quick', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));

  await page.goto('/docs');
  await page.getByRole('button', { name: 'Search' }).first().click();
  await page.getByRole('searchbox').fill('many pixels');
  await page.getByRole('option').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await page.goto('/docs/architecture');
  await expect(page.locator('figure svg[role="graphics-document document"]')).toHaveCount(2);

  await page.getByRole('link', { name: 'API reference' }).first().click();
  await expect(page.getByText('List images').first()).toBeVisible();
  expect(problems).toEqual([]);
});
