import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { Owner } from './library';

const box = (page: Page) => page.getByRole('combobox', { name: 'Search and commands' });

async function command(page: Page, words: string, option: RegExp): Promise<void> {
  await page.keyboard.press('Control+k');
  await box(page).fill(words);
  await expect(page.getByRole('option', { name: option }).first()).toBeVisible();
  await page.keyboard.press('Enter');
}

test('the command box finds albums, images and actions', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await owner.send('POST', '/v1/albums', { slug: 'lofoten', title: 'Lofoten' });
  const id = await owner.upload('coffee.jpg');
  await owner.ready(id);
  await expect.poll(async () => (await owner.get<{ data: unknown[] }>('/v1/search?q=coffee')).data.length).toBe(1);
  await app.signIn('/app/images');

  await command(page, 'lofo', /Lofoten/);
  await expect(page).toHaveURL(/\/albums\/lofoten$/);
  await command(page, 'coffe', /coffee\.jpg/);
  await expect(page).toHaveURL(new RegExp(id));
  const stage = page.getByRole('group', { name: /^Picture\./ }).getByRole('img');
  const width = () => stage.evaluate((img) => img.getBoundingClientRect().width);
  await expect.poll(width).toBeGreaterThan(0);
  const before = await width();
  await command(page, 'zoom in', /Zoom in/);
  await expect.poll(width).toBeGreaterThan(before);
  await command(page, 'theme: dark', /Dark/);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('everything is reached and done without a mouse', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const ids = [await owner.upload('coffee.jpg'), await owner.upload('chelsea.jpg')];
  for (const id of ids) await owner.ready(id);
  await app.signIn('/app/images');
  const link = (name: string) => page.getByRole('main').getByRole('link', { name });
  await expect(link('coffee.jpg')).toBeVisible();

  await page.reload();
  await expect(link('coffee.jpg')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await link('chelsea.jpg').focus();
  await page.keyboard.press('ArrowRight');
  await expect(link('coffee.jpg')).toBeFocused();
  await page.keyboard.press(' ');
  await expect(page.getByRole('toolbar', { name: 'Selection' })).toContainText('1 selected');
  await page.keyboard.press('t');
  await page.getByRole('dialog').getByLabel('Tags').fill('cup');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(link('coffee.jpg')).toBeFocused(); // a dialog gives the focus back
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('coffee.jpg');
  await page.keyboard.press('Delete');
  await expect(page.getByText('coffee.jpg is in the bin')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('coffee.jpg');
});

for (const path of ['/app', '/app/images', '/app/albums', '/app/search', '/app/stats', '/app/upload', '/app/settings/api-keys']) {
  test(`the focus is seen wherever it goes on ${path}`, async ({ app, page, request }) => {
    await new Owner(request, app.user).upload('coffee.jpg');
    await app.signIn(path);
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    await page.locator('body').click({ position: { x: 1, y: 1 } });
    const unseen: string[] = [];
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(focused);
      if (found === null) break; // the browser's own controls come next
      if (!found.isSeen) unseen.push(found.html);
    }
    expect([...new Set(unseen)]).toEqual([]);
  });
}

/** What has the focus, and whether a person sees that: by an outline or a ring of its own, or one of the box around it. */
function focused(): { html: string; isSeen: boolean } | null {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const isMarked = (node: Element): boolean => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || /\d+px \d+px \d+px [1-9]/.test(boxShadow);
  };
  let node: Element | null = here;
  for (let up = 0; node && up < 3; up++, node = node.parentElement) if (isMarked(node)) return { html: '', isSeen: true };
  return { html: here.outerHTML.slice(0, 160), isSeen: false };
}

test('who wants no motion gets none', async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await app.signIn('/app/images');
  const longest = await page.evaluate(() => {
    const seconds = (node: Element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(node);
      return Math.max(...`${transitionDuration},${animationDuration}`.split(',').map(parseFloat));
    };
    return Math.max(...[...document.querySelectorAll('*')].map(seconds));
  });
  expect(longest).toBeLessThan(0.01);
});
