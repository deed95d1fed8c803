import { expect, test } from './app';
import { Owner } from './library';
import { flagged, open, PAGES, troubled } from './pages';

const WIDTHS = [320, 390, 768, 1024, 1440, 2560, 3840];

test('no page is wider than its window, from a small phone to 4K', async ({ app, page, request }) => {
  test.setTimeout(1_200_000);
  const owner = new Owner(request, app.user);
  const image = await owner.upload('coffee.jpg', { tags: ['demo'] });
  await owner.ready(image);
  await flagged(page, [await owner.get(`/v1/images/${image}`)]);
  await troubled(page);
  await app.signIn();
  const wide: string[] = [];
  for (const { name, path, isForOperators } of PAGES.filter(({ isOpen }) => !isOpen)) {
    if (isForOperators) await app.becomeOperator();
    await open(page, path.replace('{image}', image));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      if (needed > width) wide.push(`${name} needs ${needed} px of ${width}`);
    }
  }
  expect(wide).toEqual([]);
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('words, numbers, dates and sizes are as the reader writes them', async ({ app, page, request }) => {
    const owner = new Owner(request, app.user);
    const id = await owner.upload('coffee.jpg');
    await owner.ready(id);
    await page.goto(`/app/images/${id}`);
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await page.getByLabel(/User name/).fill(app.user);
    await page.getByRole('button', { name: 'Continue' }).click();
    const added = page.getByRole('term').filter({ hasText: /^Hochgeladen$/ }).locator('xpath=following-sibling::dd[1]');
    const { created_at } = await owner.get<{ created_at: string }>(`/v1/images/${id}`);
    await expect(added).toContainText(new Intl.DateTimeFormat('de-DE', { dateStyle: 'medium' }).format(new Date(created_at)));
  });
});
