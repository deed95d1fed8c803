// Answers lines of JSON ({"what", "path"}) with the CPU milliseconds that sharp took, all threads together.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

sharp.concurrency(1);
sharp.cache(false);
const WIDTHS = [2048, 1536, 1024, 512, 256, 128];
const CROPS = [[1200, 630], [200, 200]];
const WEBP = { quality: 80, effort: 4 };

const work = {
  // One pipeline, cloned for each variant: what its documentation shows.
  async clones(data) {
    const source = sharp(data).rotate();
    const sizes = WIDTHS.map((width) => source.clone().resize({ width, withoutEnlargement: true }));
    const crops = CROPS.map(([width, height]) => source.clone().resize(width, height, { fit: 'cover' }));
    for (const one of [...sizes, ...crops]) await one.webp(WEBP).toBuffer();
  },
  // Each variant from the next larger one, through raw pixels.
  async cascade(data) {
    let next = await raw(sharp(data).rotate().resize({ width: WIDTHS[0], withoutEnlargement: true }));
    for (const width of WIDTHS) {
      if (width < next.info.width) next = await raw(again(next).resize({ width }));
      await again(next).webp(WEBP).toBuffer();
      if (width === 1536) await again(next).resize(...CROPS[0], { fit: 'cover' }).webp(WEBP).toBuffer();
      if (width === 512) await again(next).resize(...CROPS[1], { fit: 'cover' }).webp(WEBP).toBuffer();
    }
  },
  async single(data) {
    return sharp(data).rotate().resize({ width: 512, withoutEnlargement: true }).webp(WEBP).toBuffer();
  }
};

const raw = (pipeline) => pipeline.raw().toBuffer({ resolveWithObject: true });
const again = ({ data, info }) => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });

for await (const line of createInterface({ input: process.stdin })) {
  const { what, path } = JSON.parse(line);
  const data = readFileSync(path);
  const before = process.cpuUsage();
  const body = await work[what](data);
  const used = process.cpuUsage(before);
  const answer = { ms: (used.user + used.system) / 1000, body: body ? body.toString('base64') : null };
  process.stdout.write(JSON.stringify(answer) + '\n');
}
