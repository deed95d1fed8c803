import { expect, test } from './app';
import { Owner } from './library';

test('a list of addresses that is pasted is fetched, and what fails says why', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  const id = await owner.upload('coffee.jpg');
  await owner.ready(id);
  const image = await owner.get<object>(`/v1/images/${id}`);
  await app.signIn('/app/upload');
  // The local cloud is asked for nothing in the Internet by a test: what comes back is the library's own image.
  await page.route('**/api/v1/images/from-address', (route) => {
    const { address } = route.request().postDataJSON() as { address: string };
    return address.endsWith('good.jpg')
      ? route.fulfill({ status: 201, json: image })
      : route.fulfill({ status: 424, json: { success: false, error: { code: 'SOURCE_FAILED', message: 'no' }, request_id: 'r' } });
  });
  await page.evaluate(() => {
    const words = new DataTransfer();
    words.setData('text/plain', 'https://a.example/good.jpg\nhttps://a.example/bad.jpg');
    dispatchEvent(new ClipboardEvent('paste', { clipboardData: words }));
  });
  const panel = page.getByRole('region', { name: 'Uploads', exact: true });
  await expect(panel.getByRole('listitem').filter({ hasText: 'good.jpg' })).toContainText('Ready');
  await expect(panel.getByRole('listitem').filter({ hasText: 'bad.jpg' })).toContainText('The address gives no file');
});

test('an address in a private network is refused by the service itself', async ({ app, page }) => {
  await app.signIn('/app/upload');
  await page.getByRole('button', { name: 'From addresses' }).click();
  const dialog = page.getByRole('dialog', { name: 'From addresses' });
  await dialog.getByLabel('Addresses of pictures').fill('no address');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Addresses of pictures').fill('https://127.0.0.1/secret.jpg');
  await dialog.getByRole('button', { name: 'Fetch 1 picture' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'secret.jpg' })).toContainText('not in the public Internet');
});
