import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const EDGE = process.env.PIXELFLARE_EDGE ?? 'http://localhost:8787';

/** Against a running `make run`; the browser is the machine's own, nothing is downloaded. */
export default defineConfig({
  testDir: 'e2e',
  grepInvert: process.env.BENCH ? undefined : /@bench/,
  retries: 0,
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'line',
  use: {
    baseURL: EDGE,
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path)),
      args: ['--no-sandbox', '--disable-dev-shm-usage']
    }
  }
});
