import { expect, test } from './app';
import { record } from './figures';
import { ManyImages } from './many';

test.use({ trace: 'off' }); // it would be measured as well

/** `make web-bench` prints these figures; they are those of the machine that it runs on. */
test('scrolls through 100,000 images @bench', async ({ app, page }) => {
  await new ManyImages().serve(page);
  await app.signIn('/app/images');
  await expect(page.getByRole('link', { name: 'Image 0', exact: true })).toBeVisible();

  const browser = await page.context().newCDPSession(page);
  /** What is kept, in megabytes: what is garbage is collected first. */
  const heap = async (): Promise<number> => {
    await browser.send('HeapProfiler.collectGarbage');
    return (await browser.send('Runtime.getHeapUsage')).usedSize / 1e6;
  };
  const before = await heap();
  const measured = await page.evaluate(async () => {
    const frame = () => new Promise<number>(requestAnimationFrame);
    let nodes = 0;

    async function scroll(steps: number, place: (step: number) => number): Promise<{ worst: number; median: number }> {
      const gaps: number[] = [];
      for (let n = 1, last = await frame(); n <= steps; n++) {
        scrollTo(0, place(n));
        const now = await frame();
        gaps.push(now - last);
        last = now;
        nodes = Math.max(nodes, document.querySelectorAll('*').length);
      }
      gaps.sort((a, b) => a - b);
      return { worst: gaps.at(-1)!, median: gaps[steps >> 1]! };
    }

    const end = document.documentElement.scrollHeight - innerHeight;
    const dragged = await scroll(300, (n) => (end * n) / 300);
    const wheeled = await scroll(300, (n) => end - n * 60);
    return { dragged, wheeled, nodes };
  });

  const after = await heap();
  const { dragged, wheeled, nodes } = measured;
  const frames = ({ worst, median }: typeof dragged) => `worst frame ${worst.toFixed(1)} ms, median ${median.toFixed(1)} ms`;
  record('100,000 images, from end to end in 300 steps', frames(dragged), 'worst frame 33 ms');
  record('100,000 images, 300 steps of 60 px', frames(wheeled), 'worst frame 33 ms');
  record('100,000 images, DOM nodes at most', String(nodes), 'under 1,500');
  record('100,000 images, JavaScript heap', `${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after`, 'flat');
  expect(nodes).toBeLessThan(1500);
});
