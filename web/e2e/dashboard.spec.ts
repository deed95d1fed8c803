import { expect, test } from './app';
import { Owner } from './library';
import { damaged, fresh } from './pictures';

test('the dashboard takes a picture, shows it among the recent ones, and says what failed until that is dismissed', async ({ app, page, request }) => {
  await app.signIn();
  const picked = page.waitForEvent('filechooser');
  await page.getByRole('region', { name: 'Upload', exact: true }).getByRole('button', { name: 'Choose pictures' }).click();
  await (await picked).setFiles([fresh('whole.png'), damaged('broken.png')]);
  await expect(page.getByRole('region', { name: 'Uploads', exact: true }).getByText('1 done · 1 failed')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Last 7 days' })).toContainText('Views');

  await page.reload();
  await expect(page.getByRole('region', { name: 'Recent uploads' }).getByRole('link', { name: 'whole.png' })).toBeVisible();
  const failed = page.getByRole('region', { name: 'What failed' });
  await expect(failed.getByRole('listitem')).toContainText(/broken\.png\s*The file is damaged\./);
  await failed.getByRole('button', { name: 'Dismiss broken.png' }).click();
  await expect(failed).toContainText('No upload has failed.');
  const { data } = await new Owner(request, app.user).get<{ data: { filename: string }[] }>('/v1/images');
  expect(data.map(({ filename }) => filename)).toEqual(['whole.png']);
});
