import { expect, test } from './app';
import { violations } from './axe';
import { Owner } from './library';
import { flagged, open, PAGES, SIZES, THEMES, troubled } from './pages';

for (const theme of THEMES) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`axe finds nothing on any page, ${theme}, ${size}`, async ({ app, page, request }) => {
      test.setTimeout(1_200_000);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      const owner = new Owner(request, app.user);
      const image = await filled(owner);
      await flagged(page, [await owner.get(`/v1/images/${image}`)]);
      await troubled(page);
      const found: string[] = [];
      for (const { name, path, isOpen, isForOperators } of [...PAGES].sort((a, b) => Number(b.isOpen ?? false) - Number(a.isOpen ?? false))) {
        if (!isOpen && !(await page.getByRole('main').isVisible())) await app.signIn();
        if (isForOperators) await app.becomeOperator();
        await open(page, path.replace('{image}', image));
        for (const each of await violations(page)) found.push(`${name}: ${each}`);
        if (isOpen) await app.signIn();
      }
      expect(found).toEqual([]);
    });
  }
}

/** A library with something on each page. Returns the id of an image. */
async function filled(owner: Owner): Promise<string> {
  const image = await owner.upload('coffee.jpg', { tags: ['demo'] });
  const second = await owner.upload('coffee.jpg');
  const binned = await owner.upload('chelsea.jpg');
  for (const id of [image, second, binned]) await owner.ready(id);
  await owner.send('DELETE', `/v1/images/${binned}`);
  await owner.send('POST', '/v1/keys', { name: 'Test', scopes: ['read'] });
  await owner.send('POST', '/v1/webhooks', { url: 'https://192.0.0.9/hook', events: ['image.ready'], description: 'Test' });
  return image;
}
