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
  // Generous, so that no test fails because the machine is busy.
  timeout: 300_000,
  expect: { timeout: 60_000 },
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
