import { expect, test } from './app';
import { Owner } from './library';
import { ManyImages } from './many';

const NAMES = ['chelsea.jpg', 'coffee.jpg', 'photographer.jpg'];

async function filled(owner: Owner): Promise<void> {
  const ids: string[] = [];
  for (const name of NAMES) ids.push(await owner.upload(name));
  for (const id of ids) await owner.ready(id);
}

test('rows keep the shape of each picture, and load the size that fits', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await filled(owner);
  await app.signIn('/app/images');
  const { data } = await owner.get<{ data: { filename: string; width: number; height: number }[] }>('/v1/images');
  for (const { filename, width, height } of data) {
    const picture = page.getByRole('main').getByRole('img', { name: filename });
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
    const box = (await picture.boundingBox())!;
    expect(Math.abs(box.width / box.height / (width / height) - 1), filename).toBeLessThan(0.03);
    const loaded = await picture.evaluate((img: HTMLImageElement) => img.currentSrc);
    const share = Number(/\/w(\d+)/.exec(loaded)![1]) / box.width;
    expect(share, `${loaded} for ${box.width} px`).toBeGreaterThan(0.7); // a browser takes a smaller one that is near enough
    expect(share, `${loaded} for ${box.width} px`).toBeLessThan(2);
  }
});

test('squares and the list show the same images, the list in the order of any column, and the choice stays', async ({ app, page, request }) => {
  await filled(new Owner(request, app.user));
  await app.signIn('/app/images');
  const look = page.getByRole('group', { name: 'Layout' });
  await look.getByTitle('Squares').click();
  const box = (await page.getByRole('main').getByRole('link', { name: 'coffee.jpg' }).boundingBox())!;
  expect(Math.abs(box.width - box.height)).toBeLessThan(2);

  await look.getByTitle('List').click();
  const names = () => page.getByRole('main').getByRole('link', { name: /\.jpg$/ }).allInnerTexts();
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect.poll(names).toEqual(NAMES);
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect.poll(names).toEqual([...NAMES].reverse());
  await page.getByRole('button', { name: 'Size', exact: true }).click();
  await expect.poll(names).not.toEqual([...NAMES].reverse());
  await page.reload();
  await expect(page.getByRole('button', { name: 'Name', exact: true })).toBeVisible();
});

test('uploads of another program appear by themselves', async ({ app, page, request }) => {
  const owner = new Owner(request, app.user);
  await page.clock.install();
  await app.signIn('/app/images');
  await expect(page.getByText('No images yet')).toBeVisible();
  await owner.ready(await owner.upload('coffee.jpg'));
  await page.clock.fastForward(21_000);
  await expect(page.getByRole('main').getByRole('link', { name: 'coffee.jpg' })).toBeVisible();
});

test('the time line is dragged through years, and says where it is', async ({ app, page }) => {
  const many = new ManyImages();
  await many.serve(page);
  await app.signIn('/app/images');
  await expect(page.getByText('100,000 images')).toBeVisible();
  const timeline = page.getByRole('slider', { name: 'Time line' });
  const box = (await timeline.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 2, { steps: 8 });
  await expect(timeline).toHaveAttribute('aria-valuetext', /2024/);
  await page.mouse.up();
  await expect(page.getByRole('heading', { name: /2024$/ }).first()).toBeVisible();
  await expect(page.getByRole('main').getByRole('img').first()).toBeVisible();
});
