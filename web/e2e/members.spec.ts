import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, PHOTOGRAPH, test, type App } from './app';
import { Owner } from './library';
import { SIZES, THEMES } from './pages';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Somebody else with an album of a private picture. */
async function friendOf(app: App, request: import('@playwright/test').APIRequestContext): Promise<Owner> {
  const friend = new Owner(request, `friend-of-${app.user}`);
  await friend.send('PATCH', '/v1/me', { display_name: 'Anna' });
  await friend.send('POST', '/v1/albums', { slug: 'sea', title: 'To the sea' });
  await friend.ready(await friend.upload('coffee.jpg', { album: 'sea', visibility: 'private', title: 'Morning' }));
  return friend;
}

test('an invitation is accepted, a picture is added, and a removal is at once', async ({ app, page, request }) => {
  const friend = await friendOf(app, request);
  const { id } = await friend.send<{ id: string }>('POST', '/v1/albums/sea/members', {
    to: `${app.user}@example.com`,
    role: 'contributor',
    show_metadata: true
  });
  await app.signIn('/app/albums');
  await page.getByRole('link', { name: 'Shared with me' }).click();
  await expect(page.getByText('Anna invites you to look, and to add pictures')).toBeVisible();
  await page.getByRole('button', { name: 'Accept To the sea' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'To the sea' })).toBeVisible();
  const picture = page.getByRole('button', { name: /Enlarge/ }).getByRole('img');
  await expect(picture).toHaveJSProperty('complete', true);
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  const picked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add pictures' }).click();
  await (await picked).setFiles([PHOTOGRAPH]);
  await expect(page.getByRole('button', { name: /Enlarge/ })).toHaveCount(2, { timeout: 60_000 });
  const mine = page.getByRole('button', { name: /Enlarge/ }).first();
  await expect.poll(() => mine.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await mine.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Delete this picture of yours?' }).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: /Enlarge/ })).toHaveCount(1);
  await page.getByRole('button', { name: /Enlarge/ }).click();
  await expect(page.getByRole('dialog', { name: 'Morning' }).getByRole('link', { name: 'Download' })).toBeVisible();
  await page.keyboard.press('Escape');

  await friend.send('DELETE', `/v1/albums/sea/members/${id}`);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('To the sea');
  await page.goto('/app/shared');
  await expect(page.getByText('Nothing is shared with you')).toBeVisible();
});

test('an owner invites, changes what a member may do, and removes them', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await owner.send('POST', '/v1/albums', { slug: 'trip', title: 'Trip' });
  await app.signIn('/app/albums/trip');
  await page.getByRole('main').getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Members…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Members of “Trip”' });
  await dialog.getByLabel('E-mail address or handle').fill('anna@example.org');
  await dialog.getByRole('button', { name: 'Invite' }).click();
  const row = dialog.getByRole('listitem').filter({ hasText: 'anna@example.org' });
  await expect(row).toContainText('Invited');
  await row.getByLabel('What anna@example.org may do').selectOption('contributor');
  await expect.poll(async () => (await owner.get<{ data: { role: string }[] }>('/v1/albums/trip/members')).data[0]?.role).toBe('contributor');

  await dialog.getByLabel('E-mail address or handle').fill('anna@example.org');
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();

  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove anna@example.org?' }).getByRole('button', { name: 'Remove' }).click();
  await expect(dialog.getByText('Nobody is invited yet.')).toBeVisible();
});

for (const theme of THEMES) {
  test(`axe finds nothing where albums are shared with each other, ${theme}`, async ({ app, page, request }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const friend = await friendOf(app, request);
    const invited = { to: `${app.user}@example.com`, role: 'contributor', show_metadata: true };
    const { id } = await friend.send<{ id: string }>('POST', '/v1/albums/sea/members', invited);
    await new Owner(request, app.user).send('POST', `/v1/invitations/${id}/accept`);
    await friend.send('POST', '/v1/albums/default/members', invited);
    const owner = new Owner(request, app.user);
    await owner.send('POST', '/v1/albums', { slug: 'trip', title: 'Trip' });
    await owner.send('POST', '/v1/albums/trip/members', { to: 'anna@example.org' });
    await owner.send('POST', '/v1/albums/trip/members', { to: 'a-rather-long-address-of-somebody@photographers.example.org' });
    await app.signIn('/app/shared');
    const found: string[] = [];
    const look = async (name: string): Promise<void> => {
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
      found.push(...violations.map(({ id: rule, nodes }) => `${name}: ${rule} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`));
    };
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await page.goto('/app/shared');
      await expect(page.getByRole('button', { name: /Accept/ })).toBeVisible();
      await look(`list, ${size}`);
      await page.goto(`/app/shared/${id}`);
      await page.getByRole('button', { name: /Enlarge/ }).waitFor();
      await look(`album, ${size}`);
      await page.getByRole('button', { name: /Enlarge/ }).click();
      await page.getByRole('dialog').waitFor();
      await look(`picture, ${size}`);
      await page.goto('/app/albums/trip');
      await page.getByRole('main').getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Members…' }).click();
      await page.getByTitle('anna@example.org').waitFor();
      await look(`members, ${size}`);
    }
    expect(found).toEqual([]);
  });
}
