/**
 * `make lighthouse` measures pages with Lighthouse, as somebody who is signed in and has a library. It writes a table, and fails
 * below 95. Lighthouse is a tool of its own, in the folder that is given: the application does not need it.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';

const [folder, results] = process.argv.slice(2);
const EDGE = process.env.PIXELFLARE_EDGE ?? 'http://localhost:8787';
const USER = 'lighthouse';
const PHOTOGRAPHS = new URL('../demo/photographs/', import.meta.url);
const PAGES = { dashboard: '/app', grid: '/app/images', statistics: '/app/stats' };
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const LEAST = 95;
const ROUNDS = 3;

const tools = createRequire(`${folder}/node_modules/`);
const load = (name) => import(pathToFileURL(tools.resolve(name)).href);
const [{ default: lighthouse, desktopConfig }, { default: puppeteer }] = await Promise.all([load('lighthouse'), load('puppeteer-core')]);

/** Calls the API as the owner, by the header that only the local cloud takes. */
async function call(method, path, body) {
  const headers = { 'X-Mock-Auth': USER, 'Content-Type': 'application/json' };
  const reply = await fetch(`${EDGE}/api${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

/** The demo's photographs, several times. */
async function fillLibrary() {
  const names = readdirSync(PHOTOGRAPHS).filter((name) => name.endsWith('.jpg'));
  for (let n = 0; n < 4; n++) {
    for (const filename of names) {
      const { uploadUrl, fields } = await call('POST', '/v1/images', { filename, on_conflict: 'suffix' });
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob([readFileSync(new URL(filename, PHOTOGRAPHS))], { type: 'image/jpeg' }), filename);
      const reply = await fetch(uploadUrl, { method: 'POST', body: form });
      if (!reply.ok) throw new Error(`upload: ${reply.status}`);
    }
  }
  const isReady = async () => (await call('GET', '/v1/images?status=ready')).data.length === 4 * names.length;
  while (!(await isReady())) await new Promise((done) => setTimeout(done, 500)); // the API asks its clients to look again
}

async function signIn(page) {
  await page.goto(`${EDGE}/app`);
  await page.locator('::-p-aria([name="Sign in"][role="button"])').click();
  await page.locator('::-p-aria([name="User name or e-mail address"])').fill(USER);
  await Promise.all([page.waitForNavigation(), page.locator('::-p-aria([name="Continue"][role="button"])').click()]);
  await page.waitForSelector('nav[aria-label="Main"]');
}

/** The scores of a page from 0 to 100 and its times in milliseconds, those of the middle one of some rounds. */
async function measured(page, path) {
  const rounds = [];
  for (let n = 0; n < ROUNDS; n++) {
    // The tokens are in the tab's own storage, so the tab stays, and nothing is thrown away.
    const flags = { onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: 'error' };
    const { lhr } = await lighthouse(EDGE + path, flags, desktopConfig, page);
    if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
    if (!new URL(lhr.finalDisplayedUrl).pathname.startsWith(path)) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
    rounds.push(lhr);
  }
  return rounds.sort((a, b) => a.categories.performance.score - b.categories.performance.score)[Math.floor(ROUNDS / 2)];
}

function reportOf(found, version) {
  const seconds = (lhr, audit) => (lhr.audits[audit].numericValue / 1000).toFixed(2);
  const lines = Object.entries(found).map(([name, lhr]) => {
    const scores = CATEGORIES.map((each) => Math.round(100 * lhr.categories[each].score));
    const times = ['first-contentful-paint', 'largest-contentful-paint'].map((each) => seconds(lhr, each));
    const { numericValue: shift } = lhr.audits['cumulative-layout-shift'];
    const { numericValue: blocked } = lhr.audits['total-blocking-time'];
    return `| ${[name, ...scores, ...times, shift.toFixed(3), Math.round(blocked)].join(' | ')} |`;
  });
  return [
    '# Pages of the application, measured by Lighthouse',
    '',
    `- measured: ${new Date().toISOString().slice(0, 10)}`,
    `- machine: ${arch()}, ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
    `- load average: ${loadavg()[0].toFixed(1)} when this was written`,
    `- lighthouse: ${version}, its settings for desktops, the middle one of ${ROUNDS} rounds for each page`,
    '- browser: signed in, with a library of photographs, against `make run`',
    '',
    '| page | performance | accessibility | best practices | first paint s | largest paint s | layout shift | blocked ms |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    ''
  ].join('\n');
}

await fillLibrary();
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--lang=en-GB']
});
try {
  const page = await browser.newPage();
  await signIn(page);
  const found = {};
  for (const [name, path] of Object.entries(PAGES)) found[name] = await measured(page, path);
  const report = reportOf(found, Object.values(found)[0].lighthouseVersion);
  writeFileSync(results, report);
  console.log(report);
  const scores = Object.values(found).flatMap((lhr) => CATEGORIES.map((each) => 100 * lhr.categories[each].score));
  for (const [name, lhr] of Object.entries(found)) {
    for (const { id, score, title } of Object.values(lhr.audits)) {
      const isJudged = CATEGORIES.some((each) => lhr.categories[each].auditRefs.some((ref) => ref.id === id && ref.weight));
      if (isJudged && score !== null && score < 0.9) console.log(`${name}: ${id} ${score.toFixed(2)} ${title}`);
    }
  }
  process.exitCode = scores.some((score) => Math.round(score) < LEAST) ? 1 : 0;
} finally {
  await browser.close();
}
