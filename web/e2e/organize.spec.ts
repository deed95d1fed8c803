import { expect, test, type App } from './app';
import { Owner } from './library';
import { ManyImages } from './many';

type Listed = { data: { id: string; filename: string; visibility: string; album: string; tags: string[] }[] };

/** Two images, ready, and the page that shows them, all selected. */
async function selected(app: App, more: Record<string, unknown> = {}): Promise<Owner> {
  const owner = new Owner(app.page.request, app.user);
  const ids: string[] = [];
  for (const name of ['coffee.jpg', 'chelsea.jpg']) ids.push(await owner.upload(name, more));
  for (const id of ids) await owner.ready(id);
  await app.signIn('/app/images');
  await expect(app.page.getByRole('main').getByRole('checkbox')).toHaveCount(2);
  await app.keysAreThere();
  await app.page.keyboard.press('Control+a');
  await expect(bar(app)).toContainText('2 selected');
  return owner;
}

const bar = (app: App) => app.page.getByRole('toolbar', { name: 'Selection' });
const more = async (app: App, action: string) => {
  await bar(app).getByRole('button', { name: 'More actions' }).click();
  await app.page.getByRole('menuitem', { name: action }).click();
};

test('tags are removed, visibility is set, and addresses are copied, for all that is selected', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const owner = await selected(app, { tags: ['sea', 'sun'] });
  const images = async () => (await owner.get<Listed>('/v1/images')).data;

  await more(app, 'Remove tags');
  await page.getByRole('dialog').getByLabel('Tags').fill('sea');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove tags' }).click();
  await expect(page.getByText('sea removed from 2 images')).toBeVisible();
  expect((await images()).map(({ tags }) => tags)).toEqual([['sun'], ['sun']]);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Taken back')).toBeVisible();
  expect((await images()).map(({ tags }) => tags)).toEqual([['sea', 'sun'], ['sea', 'sun']]);

  await more(app, 'Copy addresses');
  await expect(page.getByText('2 addresses copied')).toBeVisible();
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  expect(copied).toHaveLength(2);
  for (const address of copied) expect((await page.request.get(address)).status()).toBe(200);

  await more(app, 'Make private');
  await expect(page.getByText('2 images set to Private')).toBeVisible();
  expect((await images()).map(({ visibility }) => visibility)).toEqual(['private', 'private']);
});

test('what was not done is listed with its reason, and stays', async ({ app, page }) => {
  await selected(app);
  await page.route('**/api/v1/images/bulk', async (route) => {
    const { ids } = route.request().postDataJSON() as { ids: string[] };
    const results = ids.map((id, n) => ({ id, error: n ? { code: 'CONFLICT', message: 'no' } : null }));
    await route.fulfill({ json: { results } });
  });
  await page.keyboard.press('Delete');
  await expect(page.getByText('1 image moved to the bin')).toBeVisible();
  await expect(page.getByRole('main').getByRole('checkbox')).toHaveCount(1);
  await page.getByRole('button', { name: 'Show 1 that was not done' }).click();
  const list = page.getByRole('dialog', { name: 'Move to the bin' });
  await expect(list.getByRole('listitem')).toContainText('This collides with something');
});

test('a thousand images are changed in batches, with progress, and the rest stays when it is cancelled', async ({ app, page }) => {
  await new ManyImages(1_000, 10).serve(page);
  let batches = 0;
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/api/v1/images/bulk', async (route) => {
    const { ids } = route.request().postDataJSON() as { ids: string[] };
    expect(ids.length).toBeLessThanOrEqual(100);
    if (++batches === 4) await held;
    await route.fulfill({ json: { results: ids.map((id) => ({ id, error: null })) } }).catch(() => {}); // the page may have gone
  });
  await app.signIn('/app/images');
  await expect(page.getByText('1,000 images')).toBeVisible();
  await app.keysAreThere();
  await page.keyboard.press('Control+a');
  await expect(bar(app)).toContainText('1,000 selected');
  await page.keyboard.press('Delete');

  const notice = page.getByRole('region', { name: 'Move to the bin' });
  await expect(notice).toContainText('300 of 1,000');
  await notice.getByRole('button', { name: 'Cancel' }).click();
  release();
  await expect(notice).toContainText(/Cancelled after [34]00 of 1,000/);
  await expect(page.getByText(/^[67]00 images$/)).toBeVisible();
  expect(batches).toBe(4);
});

/** Half of its images are in another album. */
class TwoAlbums extends ManyImages {
  override image(n: number) {
    return { ...super.image(n), album: n < this.n / 2 ? 'near' : 'far' };
  }
}

test('three thousand images are copied, and moved and back to where each was, though the page keeps fewer records', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const many = new TwoAlbums(3_000, 30);
  await many.serve(page);
  const moved = new Map<string, string>();
  await page.route('**/api/v1/images/bulk', async (route) => {
    const { ids, album } = route.request().postDataJSON() as { ids: string[]; album: string };
    for (const id of ids) moved.set(id, album);
    await route.fulfill({ json: { results: ids.map((id) => ({ id, error: null })) } });
  });
  await app.signIn('/app/images');
  await expect(page.getByText('3,000 images')).toBeVisible();
  await app.keysAreThere();
  await page.keyboard.press('Control+a');
  await expect(bar(app)).toContainText('3,000 selected');

  await more(app, 'Copy addresses');
  await expect(page.getByText('3,000 addresses copied')).toBeVisible();
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  expect(new Set(copied).size).toBe(3_000);

  await page.keyboard.press('l');
  await page.getByRole('dialog').getByLabel('Album').fill('trips');
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
  await expect(page.getByText('3,000 images moved to trips')).toBeVisible();
  expect(new Set(moved.values())).toEqual(new Set(['trips']));
  await page.getByRole('button', { name: 'Undo' }).click();
  const places = () => [0, 1_499, 1_500, 2_999].map((n) => moved.get(many.image(n).id));
  await expect.poll(places).toEqual(['near', 'near', 'far', 'far']);
});

test('selected images are dragged onto an album', async ({ app, page }) => {
  const owner = new Owner(page.request, app.user);
  await owner.send('POST', '/v1/albums', { slug: 'trips', title: 'Trips' });
  await selected(app);
  const link = page.getByRole('main').getByRole('link', { name: 'coffee.jpg' });
  await link.hover();
  await page.mouse.down();
  const box = (await link.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2 + 30, box.y + box.height / 2 + 30, { steps: 4 });
  const target = page.getByRole('region', { name: 'Drop on an album' }).getByText('Trips');
  await expect(target).toBeVisible();
  await target.hover();
  await target.hover(); // a browser tells of dragging over a place only with the second move
  await page.mouse.up();
  await expect(page.getByText('2 images moved to trips')).toBeVisible();
  expect((await owner.get<Listed>('/v1/images?album=trips')).data).toHaveLength(2);
});

test('an album gets a description and a cover, and goes with its images', async ({ app, page }) => {
  const owner = new Owner(page.request, app.user);
  await owner.send('POST', '/v1/albums', { slug: 'trips', title: 'Trips' });
  const ids = [await owner.upload('coffee.jpg', { album: 'trips' }), await owner.upload('chelsea.jpg', { album: 'trips' })];
  for (const id of ids) await owner.ready(id);
  const album = () => owner.get<{ cover: string | null; description: string }>('/v1/albums/trips');
  await app.signIn('/app/albums/trips');
  const act = async (name: string) => {
    await page.getByRole('main').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name }).click();
  };

  await act('Edit');
  await page.getByRole('dialog').getByLabel('Description').fill('By the sea');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect((await album()).description).toBe('By the sea');
  await expect(page.getByText('2 images · By the sea')).toBeVisible();
  await act('Cover');
  await page.getByRole('dialog').getByRole('button', { name: 'coffee.jpg' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  expect((await album()).cover).toBe(ids[0]);

  await act('Delete');
  await page.getByRole('dialog').getByLabel('Move them to the bin').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/albums$/);
  expect((await owner.get<{ images: number }>('/v1/bin')).images).toBe(2);
});

test('albums are shown by title or by age', async ({ app, page }) => {
  const owner = new Owner(page.request, app.user);
  for (const [slug, title] of [['b', 'Beach'], ['c', 'Castle'], ['a', 'Alps']]) await owner.send('POST', '/v1/albums', { slug, title });
  await app.signIn('/app/albums');
  const links = page.getByRole('main').getByRole('link', { name: /Alps|Beach|Castle/ });
  const titles = async () => (await links.allInnerTexts()).map((words) => words.trim().split('\n')[0]);
  await expect.poll(titles).toEqual(['Alps', 'Beach', 'Castle']);
  await page.getByText('Newest first').click();
  await expect.poll(titles).toEqual(['Alps', 'Castle', 'Beach']);
});

test('the bin gives back what is selected, and all', async ({ app, page }) => {
  const owner = new Owner(page.request, app.user);
  const ids: string[] = [];
  for (const name of ['coffee.jpg', 'chelsea.jpg', 'gravel.jpg']) ids.push(await owner.upload(name));
  for (const id of ids) await owner.ready(id);
  await owner.send('POST', '/v1/images/bulk', { action: 'delete', ids });
  await app.signIn('/app/bin');
  await page.getByRole('checkbox', { name: 'Select gravel.jpg' }).click();
  await bar(app).getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('1 image restored')).toBeVisible();
  await page.getByRole('button', { name: 'Restore all' }).click();
  await expect(page.getByText('2 images restored')).toBeVisible();
  await expect(page.getByText('The bin is empty')).toBeVisible();
  expect((await owner.get<Listed>('/v1/images')).data).toHaveLength(3);
});
