import { expect, test } from './app';
import { Owner } from './library';

test('a domain is added, its records are shown and copied, and it is removed', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.signIn('/app/settings/domains');
  await expect(page.getByText('No domains yet')).toBeVisible();

  await page.getByLabel('Host name').fill('https://images.example.com/');
  await page.getByRole('button', { name: 'Add domain' }).click();
  await expect(page.getByRole('alert')).toContainText('Give the name alone');

  const host = `bilder-ü.${app.user}.com`;
  await page.getByLabel('Host name').fill(host);
  await page.getByRole('button', { name: 'Add domain' }).click();
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: host }) });
  await expect(card).toContainText('Pending');
  const records = page.getByRole('list', { name: `Records of ${host}` });
  await expect(records.getByText(`_pixelflare.xn--bilder--t2a.${app.user}.com`)).toBeVisible();
  await records.getByRole('button', { name: 'Copy: TXT, Value' }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^pixelflare=[a-z2-7]{32}$/);

  await card.getByRole('button', { name: 'Verify again' }).click();
  await expect(page.getByText('The records are being looked for')).toBeVisible();
  await card.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No domains yet')).toBeVisible();
});

test('addresses are copied under a domain, and show the picture there', async ({ app, page, context, request }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const owner = new Owner(request, app.user);
  const image = await owner.upload('coffee.jpg', { album: 'trips' });
  await owner.ready(image);
  const hosts = [`a-${app.user}.localhost`, `b-${app.user}.localhost`];
  await owner.verified(...hosts);

  await app.signIn('/app/settings/domains');
  await page.getByLabel('Copied addresses begin with').selectOption(hosts[0]!);
  await expect(page.getByText('Copied addresses begin with it from now on')).toBeVisible();
  expect(await owner.get('/v1/settings')).toMatchObject({ embed_domain: hosts[0] });

  await page.goto(`/app/images/${image}`);
  await expect(page.getByRole('combobox', { name: 'Domain' })).toHaveValue(hosts[0]!);
  await page.getByRole('button', { name: 'Copy Address', exact: true }).click();
  await expect.poll(copied).toMatch(new RegExp(`^https://${hosts[0]}/trips/coffee\\.jpg\\?v=\\w+$`));

  await page.getByRole('combobox', { name: 'Domain' }).selectOption(hosts[1]!);
  await page.getByLabel('Size').selectOption('w256');
  await page.getByRole('button', { name: 'Copy HTML', exact: true }).click();
  await expect.poll(copied).toContain(`src="https://${hosts[1]}/trips/coffee.jpg/w256`);
  const below = (await copied()).match(/src="https:\/\/[^/]+([^"]+)"/)![1]!;
  const there = await request.get(below, { headers: { host: hosts[1]!, accept: 'image/webp' } });
  expect([there.status(), there.headers()['content-type']]).toEqual([200, 'image/webp']);
  const { owner: name } = await owner.get<{ owner: string }>('/v1/me');
  const here = await request.get(`/${name}${below}`, { headers: { accept: 'image/webp' } });
  expect((await there.body()).equals(await here.body())).toBe(true);

  await page.reload(); // this device remembers it
  await expect(page.getByRole('combobox', { name: 'Domain' })).toHaveValue(hosts[1]!);
  await page.getByRole('button', { name: 'Choose what to copy' }).click();
  await page.getByRole('menuitemradio', { name: hosts[0]! }).click();
  await expect.poll(copied).toContain(`src="https://${hosts[0]}/`);

  const { data } = await owner.get<{ data: { id: string; hostname: string }[] }>('/v1/custom-domains');
  for (const { id } of data) await owner.send('DELETE', `/v1/custom-domains/${id}`);
  await page.reload(); // nobody is given an address that stops working
  await page.getByRole('button', { name: 'Copy HTML', exact: true }).click();
  await expect.poll(copied).toContain(`src="${new URL(page.url()).origin}/`);
});
