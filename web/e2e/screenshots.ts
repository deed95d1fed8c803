import { test } from './app';
import { Owner, photographs } from './library';
import { flagged, open, PAGES, SIZES, THEMES, troubled } from './pages';

const FOLDER = 'screenshots';

// The browser's own name says that it has no window, and the statistics count that as a program.
test.use({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36' });

/** One library for all pictures: the demo's photographs, one of them twice, and a few views. */
test('every page, both themes, desktop and phone', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const ids: string[] = [];
  for (const name of [...photographs(), 'coffee.jpg']) ids.push(await owner.upload(name, { tags: ['demo'] }));
  for (const id of ids) await owner.ready(id);
  await owner.send('POST', '/v1/keys', { name: 'ShareX at home', scopes: ['write'] });
  const binned = [await owner.upload('chelsea.jpg'), await owner.upload('coffee.jpg')];
  for (const id of binned) await owner.ready(id);
  await owner.send('POST', '/v1/images/bulk', { action: 'delete', ids: binned });
  await flagged(page, await Promise.all(ids.slice(0, 3).map((id) => owner.get<Record<string, unknown>>(`/v1/images/${id}`))));

  await troubled(page);

  const shoot = async (name: string, path: string): Promise<void> => {
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        await open(page, path.replace('{image}', ids[0] ?? ''));
        await page.waitForLoadState('networkidle');
        await page.screenshot({ path: `${FOLDER}/${name}-${theme}-${size}.png`, fullPage: true });
      }
    }
  };
  for (const { name, path } of PAGES.filter(({ isOpen }) => isOpen)) await shoot(name, path);
  await page.setViewportSize(SIZES.desktop);
  await app.signIn();
  for (const { name, path, isForOperators } of PAGES.filter(({ isOpen }) => !isOpen)) {
    if (isForOperators) await app.becomeOperator();
    await shoot(name, path);
  }
});
