/**
 * Prints how much JavaScript each route loads before it shows, gzipped, and fails if one is over its limit.
 * What a page loads later by itself (`import()`) is not counted, but for the texts, which every page waits for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUILT = '.svelte-kit/output/client';
const NODES = '.svelte-kit/generated/client-optimized/nodes';
/** KiB of gzipped JavaScript. A route without a line of its own has the last one's. The grid's: docs/decisions/0052. */
const LIMITS = [
  ['/', 60],
  ['/images', 62],
  ['/images/[id]', 60],
  ['/upload', 70],
  ['/stats', 220],
  ['', 80]
];
/** What a route loads by `import()` as soon as it shows: its main part, so it counts. */
const SHOWN_AT_ONCE = { '/stats': ['src/lib/stats/charts.ts'] };
/** Routes that stand for several pages, each with code of its own in a folder. */
const SECTIONS = { '/settings/[section]': 'src/lib/settings/sections', '/admin/[section]': 'src/lib/admin/sections' };
const BASE = ['node_modules/@sveltejs/kit/src/runtime/client/entry.js', '.svelte-kit/generated/client-optimized/app.js'];
/** The longer of the two languages. */
const TEXTS = 'src/lib/text/de';

const manifest = JSON.parse(readFileSync(`${BUILT}/.vite/manifest.json`, 'utf8'));
const kib = new Map();

/** The files of a module and of all that it imports, with the texts that it waits for. */
function filesOf(name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  const texts = (chunk.dynamicImports ?? []).filter((each) => each.startsWith(TEXTS));
  for (const each of [...(chunk.imports ?? []), ...texts]) filesOf(each, found);
  return found;
}

function sizeOf(file) {
  if (!kib.has(file)) kib.set(file, gzipSync(readFileSync(`${BUILT}/${file}`), { level: 9 }).length / 1024);
  return kib.get(file);
}

function sizeOfAll(names) {
  const files = new Set(names.flatMap((name) => [...filesOf(name)]));
  return [...files].reduce((sum, file) => sum + sizeOf(file), 0);
}

/** Each route with the numbers of its layouts and its page, as the built application has them. */
function routes() {
  const source = readFileSync('.svelte-kit/generated/client-optimized/app.js', 'utf8');
  const dictionary = source.slice(source.indexOf('export const dictionary'), source.indexOf('export const hooks'));
  return [...dictionary.matchAll(/"(\/[^"]*)": \[(\d+)(?:,\[([\d,]*)\])?/g)].flatMap(([, route, page, layouts]) => {
    const nodes = [0, Number(page), ...(layouts ?? '').split(',').filter(Boolean).map(Number)];
    return SECTIONS[route] ? pagesOf(route, nodes) : { route, nodes, atOnce: SHOWN_AT_ONCE[route] ?? [] };
  });
}

function pagesOf(route, nodes) {
  const folder = SECTIONS[route];
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  return names.map((name) => ({ route: route.replace('[section]', name), nodes, atOnce: [`${folder}/${name}.ts`] }));
}

let hasFailed = false;
for (const { route, nodes, atOnce } of routes().sort((a, b) => a.route.localeCompare(b.route))) {
  const limit = (LIMITS.find(([name]) => name === route) ?? LIMITS.at(-1))[1];
  const used = sizeOfAll([...BASE, ...nodes.map((n) => `${NODES}/${n}.js`), ...atOnce]);
  const isOver = used > limit;
  hasFailed ||= isOver;
  console.log(`${route.padEnd(32)} ${used.toFixed(1).padStart(6)} of ${limit} KiB${isOver ? '  TOO MUCH' : ''}`);
}
process.exit(hasFailed ? 1 : 0);
