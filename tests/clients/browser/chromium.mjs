// Debian's Chromium with a script of ours on the local cloud's own pages. A page that only the test made up would be
// of no address at all, and Chromium lets such a page send nothing to this machine.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

// Functions start cold, and other processes may have the processors: what hangs is ended by the test's own limit.
const PATIENCE_MS = 240_000;

export const given = JSON.parse(readFileSync(0, "utf8"));

// Prints what `steps` returns for a page that has the script, and what the page's console complained about.
export async function withPage(steps) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const context = await browser.newContext({ bypassCSP: true });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript({ path: given.script });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    console.log(JSON.stringify({ ...(await steps(page)), complaints }));
  } finally {
    await browser.close();
  }
}
