import { readFileSync } from 'node:fs';
import { expect, test, type App } from './app';
import { Owner, photographs } from './library';

/** Three images of the demo, ready, and the page that shows them. */
async function three(app: App, more: Record<string, unknown> = {}): Promise<void> {
  const owner = new Owner(app.page.request, app.user);
  const names = photographs().slice(0, 3);
  for (const name of names) await owner.upload(name, more);
  const states = async () => (await owner.get<{ data: { status: string }[] }>('/v1/images?status=ready')).data.length;
  await expect.poll(states).toBe(3);
  await expect.poll(async () => (await owner.get<{ images: number }>('/v1/images/months')).images).toBe(3);
}

const bar = (app: App) => app.page.getByRole('toolbar', { name: 'Selection' });
const cards = (app: App) => app.page.getByRole('main').getByRole('checkbox', { name: /^Select / });

test('images are selected by mouse and keys', async ({ app, page }) => {
  await three(app);
  await app.signIn('/app/images');
  await expect(cards(app)).toHaveCount(3);
  await app.keysAreThere();
  const links = page.getByRole('main').getByRole('link', { name: /chelsea|coffee|dandelion/ });

  await links.nth(0).click({ modifiers: ['Control'] });
  await expect(bar(app)).toContainText('1 selected');
  await links.nth(2).click({ modifiers: ['Shift'] });
  await expect(bar(app)).toContainText('3 selected');
  await links.nth(1).click();
  await expect(bar(app)).toContainText('2 selected');
  await page.keyboard.press('Escape');
  await expect(bar(app)).toBeHidden();
  await page.keyboard.press('Control+a');
  await expect(bar(app)).toContainText('3 selected');
  await page.keyboard.press('Escape');

  const first = (await links.nth(0).boundingBox())!;
  const second = (await links.nth(1).boundingBox())!;
  await page.mouse.move(first.x + 20, first.y + first.height - 20);
  await page.mouse.down();
  await page.mouse.move(second.x + 40, second.y + 60, { steps: 5 });
  await page.mouse.up();
  await expect(bar(app)).toContainText('2 selected');
  await expect(page).toHaveURL(/\/images$/);
});

test('deleting, moving and tagging are taken back', async ({ app, page }) => {
  await three(app);
  await app.signIn('/app/images');
  await expect(cards(app)).toHaveCount(3);
  await app.keysAreThere();

  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('3 images moved to the bin')).toBeVisible();
  await expect(cards(app)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(cards(app)).toHaveCount(3);

  const owner = new Owner(page.request, app.user);
  const tagged = async () => (await owner.get<{ data: unknown[] }>('/v1/images?tag=sea')).data.length;
  await cards(app).first().click();
  await page.keyboard.press('t');
  await page.getByRole('dialog').getByLabel('Tags').fill('sea');
  await page.getByRole('button', { name: 'Tag', exact: true }).last().click();
  await expect(page.getByText('1 image tagged sea')).toBeVisible();
  expect(await tagged()).toBe(1);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Taken back')).toBeVisible();
  expect(await tagged()).toBe(0);

  await page.keyboard.press('l');
  await page.getByRole('dialog').getByLabel('Album').fill('Holidays');
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
  await expect(page.getByText('1 image moved to holidays')).toBeVisible();
  const inAlbum = async () => (await owner.get<{ data: unknown[] }>('/v1/images?album=holidays')).data.length;
  expect(await inAlbum()).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(inAlbum).toBe(0);
});

test('selected images are saved as a ZIP file, and private ones are seen by their owner', async ({ app, page }) => {
  await three(app, { visibility: 'private' });
  await page.addInitScript(() => delete (window as { showSaveFilePicker?: unknown }).showSaveFilePicker);
  await app.signIn('/app/images');
  const picture = page.getByRole('main').getByRole('img').first();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);

  await app.keysAreThere();
  await page.keyboard.press('Control+a');
  const saved = page.waitForEvent('download');
  await bar(app).getByRole('button', { name: 'Download' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('pixelflare.zip');
  const archive = readFileSync(await file.path());
  for (const name of photographs().slice(0, 3)) expect(archive.includes(`default/${name}`), name).toBe(true);
  expect(archive.length).toBeGreaterThan(100_000); // the pictures, not only their names
});

test('the bin gives back one and all, and is emptied after a count is typed @quick', async ({ app, page }) => {
  await three(app);
  const owner = new Owner(page.request, app.user);
  const { data } = await owner.get<{ data: { id: string }[] }>('/v1/images');
  await owner.send('POST', '/v1/images/bulk', { action: 'delete', ids: data.map(({ id }) => id) });
  await app.signIn('/app/bin');

  await expect(page.getByText(/days left/).first()).toBeVisible();
  await page.getByRole('button', { name: /^Restore coffee/ }).click();
  await expect(page.getByText('1 image restored')).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(2);

  await page.getByRole('button', { name: 'Empty the bin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Empty the bin?' });
  const empty = dialog.getByRole('button', { name: 'Empty the bin' });
  await expect(empty).toBeDisabled();
  await dialog.getByLabel('Type 2 to confirm').fill('2');
  await empty.click();
  await expect(page.getByText('The bin is empty')).toBeVisible();
});

test('an album is made, filled, renamed, and deleted with its images moved', async ({ app, page }) => {
  await three(app, { album: 'first' });
  await app.signIn('/app/albums');
  await expect(page.getByRole('link', { name: /first/ })).toContainText('3 images');

  await page.getByRole('button', { name: 'New album' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Grüße');
  await expect(dialog.getByLabel('Name in addresses')).toHaveValue('grusse');
  await dialog.getByRole('button', { name: 'New album' }).click();
  await expect(page.getByRole('link', { name: /Grüße/ })).toBeVisible();

  await page.getByRole('link', { name: /first/ }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await dialog.getByLabel('Title').fill('Renamed');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Renamed' })).toBeVisible();

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog.getByLabel('Album', { exact: true }).selectOption('grusse');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/albums$/);
  await expect(page.getByRole('link', { name: /Grüße/ })).toContainText('3 images');
  await expect(page.getByRole('link', { name: /Renamed/ })).toBeHidden();
});

test('a tag is made, renamed on its images, and deleted', async ({ app, page }) => {
  await three(app, { tags: ['sea'] });
  await app.signIn('/app/tags');
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  await expect(row('sea')).toContainText('3');

  await page.getByRole('button', { name: 'Actions for sea' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('ocean');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(row('ocean')).toContainText('3');
  await expect(row('sea')).toBeHidden();

  await page.getByRole('button', { name: 'Actions for ocean' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('No tags yet')).toBeVisible();
});
