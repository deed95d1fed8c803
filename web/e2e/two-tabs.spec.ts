import { expect, test, type App } from './app';
import { Owner } from './library';
import { fresh, type Picture } from './pictures';
import type { Page } from '@playwright/test';

/** A second tab of the same person: the sign-in pages know them already. */
async function secondTab(app: App, path: string): Promise<Page> {
  const tab = await app.page.context().newPage();
  await tab.goto(path);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await expect(tab.getByRole('navigation', { name: 'Main' })).toBeVisible();
  return tab;
}

async function upload(tab: Page, ...files: Picture[]): Promise<void> {
  const picked = tab.waitForEvent('filechooser');
  await tab.getByRole('button', { name: 'Upload', exact: true }).click();
  await (await picked).setFiles(files);
}

const uploadsOf = (tab: Page) => tab.getByRole('region', { name: 'Uploads', exact: true });
const comeBack = (tab: Page) => tab.evaluate(() => dispatchEvent(new Event('focus')));

test('two tabs upload at once, each its own files and each file once', async ({ app, page, request }) => {
  await app.signIn('/app/images');
  const other = await secondTab(app, '/app/images');
  await Promise.all([
    upload(page, fresh('one.png'), fresh('two.png')),
    upload(other, fresh('three.png'), fresh('four.png'))
  ]);
  for (const tab of [page, other]) await expect(uploadsOf(tab).getByText('2 done')).toBeVisible();
  const { data } = await new Owner(request, app.user).get<{ data: { filename: string }[] }>('/v1/images');
  expect(data.map(({ filename }) => filename).sort()).toEqual(['four.png', 'one.png', 'three.png', 'two.png']);

  // What the other tab has uploaded is there once somebody comes back to this one.
  await comeBack(page);
  await expect(page.getByRole('main').getByRole('link', { name: 'four.png' })).toBeVisible();
});

test('an image that is deleted in another tab leaves the grid of this one', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const ids = [await owner.upload('coffee.jpg'), await owner.upload('chelsea.jpg')];
  for (const id of ids) await owner.ready(id);
  await app.signIn('/app/images');
  const link = page.getByRole('main').getByRole('link', { name: 'coffee.jpg' });
  await expect(link).toBeVisible();

  const other = await secondTab(app, `/app/images/${ids[0]}`);
  await other.getByRole('button', { name: 'Delete' }).click();
  await expect(other.getByText(/in the bin/)).toBeVisible();

  await comeBack(page);
  await expect(link).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('link', { name: 'chelsea.jpg' })).toBeVisible();
});

test('an album that two tabs edit keeps the first change, and says so in the second', async ({ app, page, request }) => {
  await new Owner(request, app.user).send('POST', '/v1/albums', { slug: 'trips', title: 'Trips' });
  await app.signIn('/app/albums/trips');
  const other = await secondTab(app, '/app/albums/trips');
  const edit = async (tab: Page, title: string) => {
    await tab.getByRole('button', { name: 'More actions' }).click();
    await tab.getByRole('menuitem', { name: 'Edit' }).click();
    await tab.getByRole('dialog').getByLabel('Title').fill(title);
    await tab.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  };
  await edit(other, 'Theirs');
  await expect(other.getByRole('heading', { name: 'Theirs' })).toBeVisible();
  await edit(page, 'Mine');
  await expect(page.getByRole('dialog')).toContainText('This was changed somewhere else');
});

test('signing out in one tab leaves the work of the other its own session', async ({ app, page }) => {
  await app.signIn('/app/images');
  const other = await secondTab(app, '/app/albums');
  await other.getByRole('button', { name: 'Account' }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(other.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.getByRole('link', { name: 'Tags' }).click();
  await expect(page.getByRole('heading', { name: 'Tags' })).toBeVisible();
});
