import { expect, test } from './app';
import { Owner } from './library';

test('one of two copies is kept, the other binned, and undo brings it back', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  for (const filename of ['first.jpg', 'second.jpg']) await owner.ready(await owner.upload('coffee.jpg', { filename }));
  await app.signIn('/app/duplicates');
  await page.getByRole('button', { name: 'Keep this one: first.jpg' }).click();
  await expect(page.getByText('first.jpg is kept, 1 is in the bin')).toBeVisible();
  await expect.poll(async () => (await owner.get<{ images: number }>('/v1/bin')).images).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Keep this one: second.jpg' })).toBeVisible();
  await expect.poll(async () => (await owner.get<{ images: number }>('/v1/bin')).images).toBe(0);
});
