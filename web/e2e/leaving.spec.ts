import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, test } from './app';
import { Owner } from './library';
import { SIZES, THEMES } from './pages';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('an account is deleted by typing its name, every page says so, and it is taken back', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await owner.ready(await owner.upload('coffee.jpg'));
  await owner.send('PATCH', '/v1/me', { handle: app.user });
  await app.signIn('/app/settings/profile');
  const section = page.getByRole('region', { name: 'Delete the account' });
  await expect(section).toContainText('1 image');
  await section.getByRole('button', { name: 'Delete the account…' }).click();
  const question = page.getByRole('dialog', { name: 'Delete this account?' });
  const button = question.getByRole('button', { name: 'Delete the account' });
  await question.getByLabel(`Type ${app.user} to confirm`).fill('somebody');
  await expect(button).toBeDisabled();
  await question.getByLabel(`Type ${app.user} to confirm`).fill(app.user);
  await button.click();
  await expect(section).toContainText('This account is going to be deleted on');
  const { deletes_at } = await owner.get<{ deletes_at: string }>('/v1/me');
  expect(Date.parse(deletes_at)).toBeGreaterThan(Date.now() + 29 * 86_400_000);

  await page.goto('/app/images');
  const note = page.getByRole('complementary', { name: 'Delete the account' });
  await expect(note).toContainText('This account is going to be deleted on');
  await note.getByRole('link', { name: 'Details' }).click();
  await section.getByRole('button', { name: 'Keep my account' }).click();
  await expect(section.getByRole('button', { name: 'Delete the account…' })).toBeVisible();
  await expect(note).toHaveCount(0);
  expect((await owner.get<{ deletes_at: string | null }>('/v1/me')).deletes_at).toBeNull();
});

for (const theme of THEMES) {
  test(`axe finds nothing where an account is deleted, ${theme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await app.signIn('/app/settings/profile');
    const found: string[] = [];
    const look = async (name: string): Promise<void> => {
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
      found.push(...violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`));
    };
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await page.getByRole('button', { name: 'Delete the account…' }).click();
      const question = page.getByRole('dialog', { name: 'Delete this account?' });
      await look(`question, ${size}`);
      const field = question.getByRole('textbox');
      await field.fill(/Type (\S+)/.exec(await question.innerText())?.[1] ?? '');
      await question.getByRole('button', { name: 'Delete the account' }).click();
      await page.getByRole('complementary', { name: 'Delete the account' }).waitFor();
      await look(`closing, ${size}`);
      await page.getByRole('button', { name: 'Keep my account' }).click();
      await page.getByRole('button', { name: 'Delete the account…' }).waitFor();
    }
    expect(found).toEqual([]);
  });
}
