// sharp as a contender: node sharp.mjs AT_ONCE CONCURRENCY (so many variants encoded at once, libvips' own threads).
// UV_THREADPOOL_SIZE, in the environment, says how many pipelines can run at the same time.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

const [atOnce, concurrency] = process.argv.slice(2).map(Number);
sharp.concurrency(concurrency);
sharp.cache(false);
const WIDTHS = [2048, 1536, 1024, 512, 256, 128];
const CROPS = { 1536: ['og-image', 1200, 630], 512: ['thumb', 200, 200] };
const WEBP = { quality: 80, effort: 4 };

const work = {
  // One pipeline, cloned for each variant: what its documentation shows.
  async clones(data) {
    const source = sharp(data).rotate();
    const sizes = WIDTHS.map((width) => [`w${width}`, source.clone().resize({ width, withoutEnlargement: true })]);
    const crops = Object.values(CROPS).map(([name, width, height]) =>
      [name, source.clone().resize(width, height, { fit: 'cover' })]);
    return encoded([...sizes, ...crops]);
  },
  // Each variant from the next larger one, through raw pixels.
  async cascade(data) {
    const started = [];
    let next = await raw(sharp(data).rotate().resize({ width: WIDTHS[0], withoutEnlargement: true }));
    for (const width of WIDTHS) {
      if (width < next.info.width) next = await raw(again(next).resize({ width }));
      await start(started, `w${width}`, again(next));
      if (CROPS[width]) {
        const [name, across, down] = CROPS[width];
        await start(started, name, again(next).resize(across, down, { fit: 'cover' }));
      }
    }
    return settled(started);
  },
  async single(data) {
    return encoded([['w512', sharp(data).rotate().resize({ width: 512, withoutEnlargement: true })]]);
  }
};

const raw = (pipeline) => pipeline.raw().toBuffer({ resolveWithObject: true });
const again = ({ data, info }) => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });

// Begins to encode; comes back at once where several are encoded at a time, or when it is done.
async function start(started, name, pipeline) {
  const body = pipeline.webp(WEBP).toBuffer();
  started.push([name, body]);
  if (atOnce === 1) await body;
}

async function settled(started) {
  const bodies = await Promise.all(started.map(([, body]) => body));
  return Object.fromEntries(started.map(([name], index) => [name, bodies[index]]));
}

async function encoded(pipelines) {
  const started = [];
  for (const [name, pipeline] of pipelines) await start(started, name, pipeline);
  return settled(started);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { what, path, keep } = JSON.parse(line);
  const data = readFileSync(path);
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const bodies = await work[what](data);
  const took = performance.now() - wall;
  const used = process.cpuUsage(cpu);
  const kept = keep ? Object.entries(bodies).map(([name, body]) => [name, body.toString('base64')]) : [];
  process.stdout.write(JSON.stringify({
    cpu_ms: (used.user + used.system) / 1000, wall_ms: took, bodies: Object.fromEntries(kept)
  }) + '\n');
}
