import { expect, test } from './app';
import { ManyImages } from './many';

test('a jump to a date costs one request, and the way back from an image leads to the same place @quick', async ({ app, page }) => {
  const many = new ManyImages();
  await many.serve(page);
  await app.signIn('/app/images');
  await expect(page.getByText('100,000 images')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Image 0', exact: true })).toBeVisible();

  const timeline = page.getByRole('slider', { name: 'Time line' });
  await timeline.focus();
  many.asked = [];
  await timeline.press('PageDown');
  await expect(timeline).toHaveAttribute('aria-valuetext', 'November 2025');
  await expect(page.getByRole('heading', { name: 'Sun, 30 Nov 2025' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Image 35500', exact: true })).toBeVisible();
  expect(many.asked).toEqual(['2025-12-01T00:00:00.000Z']);

  const link = page.getByRole('link', { name: 'Image 35503', exact: true });
  const place = await link.boundingBox();
  await link.click();
  await expect(page.getByRole('heading', { name: 'Image 35503' })).toBeVisible();
  await page.goBack();
  await expect(link).toBeVisible();
  await expect.poll(async () => Math.round((await link.boundingBox())?.y ?? 0)).toBe(Math.round(place!.y));
});

test('nothing moves while pictures and days arrive', async ({ app, page }) => {
  await new ManyImages().serve(page);
  await page.addInitScript(() => {
    const found = ((window as unknown as { shifts: number }).shifts = 0);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) (window as unknown as { shifts: number }).shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    return found;
  });
  await app.signIn('/app/images');
  await expect(page.getByRole('link', { name: 'Image 0', exact: true })).toBeVisible();
  for (let n = 0; n < 10; n++) await page.mouse.wheel(0, 700);
  await expect(page.getByRole('heading', { name: 'Thu, 19 Nov 2026' })).toBeAttached();
  expect(await page.evaluate(() => (window as unknown as { shifts: number }).shifts)).toBeLessThan(0.05);
});

