import type { Locator, Page } from '@playwright/test';
import { expect, test, type App } from './app';
import { Owner } from './library';
import { animation, photographed, type Picture } from './pictures';

/** Uploads a picture as a person does, and opens it. Returns its id. */
async function opened(app: App, picture: Picture): Promise<string> {
  const { page } = app;
  await app.signIn();
  const picked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).first().click();
  await (await picked).setFiles(picture);
  const panel = page.getByRole('region', { name: 'Uploads', exact: true });
  await expect(panel.getByText('Ready')).toBeVisible();
  await panel.getByRole('link', { name: picture.name }).click();
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(picture.name);
  return page.url().split('/').at(-1)!;
}

const fact = (page: Page, name: string) => page.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]');

test('the panel says what is known of a photograph, and its place to the owner alone', async ({ app, page, request }) => {
  const id = await opened(app, photographed('paris.jpg'));
  await expect(fact(page, 'Dimensions')).toHaveText('600 × 400');
  await expect(fact(page, 'Size')).toHaveText(/kB$/);
  await expect(fact(page, 'Type')).toHaveText('JPEG');
  await expect(fact(page, 'Camera')).toHaveText('Lumen Lumen M3');
  await expect(fact(page, 'Exposure')).toHaveText('1/250 s · f/2.8 · ISO 400');
  await expect(fact(page, 'Taken')).toContainText('2026');
  await expect(page.getByRole('link', { name: /^Find images with the colour/ }).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Views' })).toContainText('0 in the last 30 days');

  await page.getByRole('button', { name: 'Find out where it was taken' }).click();
  const map = page.getByRole('link', { name: 'Open a map of the place' });
  await expect(map).toHaveAttribute('href', /48\.85.*2\.29/);
  // What others get holds no place.
  const { cdn_url } = await new Owner(request, app.user).get<{ cdn_url: string }>(`/v1/images/${id}`);
  const degrees = Buffer.from('00000030000000010000003300000001', 'hex'); // 48° 51'
  const seen = photographed('paris.jpg').buffer.includes(degrees);
  expect([seen, (await (await request.get(cdn_url)).body()).includes(degrees)]).toEqual([true, false]);
});

test('what models saw is shown with their names, and can be taken as the alternative text', async ({ app, page }) => {
  const part = (model: string, version: string | null) => ({
    ...{ provider: 'local', model, version, at: '2026-11-29T12:00:00Z', ms: 7 },
    ...{ cost_usd: null, reused_from: null, refused: null }
  });
  const seen = {
    ...{ labels: ['espresso', 'cup'], caption: 'A cup on a table', alt: null, nsfw: false, nsfw_score: 0, nsfw_categories: [], colors: [] },
    ...{ model_labels: [], moderation: null, parts: { labels: part('efficientnet-lite0', '1'), caption: part('nova-lite', null) } },
    ...{ corrected: { labels: false, nsfw: false }, analyzed_at: '2026-11-29T12:00:00Z', next_analysis_at: null }
  };
  await page.route('**/api/v1/images/*/ai', (route) => route.fulfill({ json: { image_id: 'img', ...seen } })); // which models there are depends on the machine
  await opened(app, photographed('cup.jpg'));
  const recognised = page.getByRole('region', { name: 'Recognised' });
  await expect(recognised).toContainText('espresso');
  await expect(recognised).toContainText('By the model efficientnet-lite0 1');
  await expect(recognised).toContainText('By the model nova-lite');
  await recognised.getByRole('button', { name: 'Take it as the alternative text' }).click();
  await expect(page.getByLabel('Alternative text')).toHaveValue('A cup on a table');
});

test('duplicates and look-alikes are one press away', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const first = await owner.upload('coffee.jpg', { filename: 'first.jpg' });
  await owner.ready(first);
  const second = await owner.upload('coffee.jpg', { filename: 'second.jpg' });
  await owner.ready(second);
  await expect.poll(async () => (await owner.get<{ data: unknown[] }>(`/v1/images/${second}/similar`)).data.length).toBe(1);
  await app.signIn(`/app/images/${second}`);
  await expect(page.getByRole('region', { name: 'Look alike' }).getByRole('link')).toHaveCount(1);
  await page.getByRole('link', { name: 'Show the earlier image' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('first.jpg');
});

test('name, album, expiry and visibility are changed in place', async ({ app, page, request }) => {
  const id = await opened(app, photographed('draft.jpg'));
  const save = async (label: string, value: string) => {
    // A 412 goes before where the labels arrive in between, which the page sees to by itself.
    const answered = page.waitForResponse((reply) => reply.request().method() === 'PATCH' && reply.status() !== 412);
    await page.getByLabel(label).fill(value);
    await page.getByLabel(label).press('Enter');
    expect((await answered).status(), label).toBe(200);
  };
  await save('Album', 'trips');
  await save('Name in the address', 'final.jpg');
  await save('Expires', '2031-05-17T12:00');
  const image = await new Owner(request, app.user).get<Record<string, string>>(`/v1/images/${id}`);
  expect(image).toMatchObject({ album: 'trips', filename: 'final.jpg' });
  expect(image.expires_at).toMatch(/^2031-05-1[678]/);
});

test('a picture is moved while it is zoomed, its neighbours are loaded before they are asked for, and it fills the screen', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const ids: string[] = [];
  for (const name of ['coffee.jpg', 'chelsea.jpg', 'gravel.jpg']) ids.push(await owner.upload(name));
  for (const id of ids) await owner.ready(id);
  await app.signIn(`/app/images/${ids[1]}`);
  await expect(page.locator('link[rel=preload][as=image]')).toHaveCount(2);

  const stage = page.getByRole('group', { name: /^Picture\./ }).getByRole('img');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  const before = (await stage.boundingBox())!;
  const middle = { x: before.x + before.width / 2, y: before.y + before.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 60, middle.y, { steps: 3 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await stage.boundingBox())!.x - before.x)).toBeGreaterThan(20);

  await page.getByRole('button', { name: 'Full screen' }).click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
});

test('a huge GIF is uploaded, its card loads a small variant, and it moves in the viewer', async ({ app, page }) => {
  const picture = animation('huge.gif', { side: 700, frames: 30 });
  expect(picture.buffer.length).toBeGreaterThan(14_000_000);
  /** What the browser has loaded for a picture of the page. It asks for the formats that it knows. */
  const loaded = async (here: Locator) => {
    await expect.poll(() => here.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
    const address = await here.evaluate((img: HTMLImageElement) => img.currentSrc);
    return (await page.request.get(address, { headers: { Accept: 'image/avif,image/webp,*/*' } })).body();
  };
  await app.signIn('/app/images');
  await app.upload(picture);
  const card = page.getByRole('main').getByRole('link', { name: 'huge.gif' });
  expect((await loaded(card.getByRole('img'))).length).toBeLessThan(2_000_000);

  await page.getByRole('region', { name: 'Uploads', exact: true }).getByRole('button', { name: 'Close' }).click();
  await card.click();
  await expect(fact(page, 'Frames')).toHaveText('30');
  const shown = await loaded(page.getByRole('group', { name: /^Picture\./ }).getByRole('img'));
  expect(shown.includes('ANIM')).toBe(true);
  expect(shown.length).toBeLessThan(picture.buffer.length);
});
