import { given, withPage } from "./chromium.mjs";

await withPage(async (page) => {
  await page.goto(`${given.url}/api/v1/health`);
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement("input"), { type: "file" }));
  });
  await page.setInputFiles("input[type=file]", given.file);
  return page.evaluate((asked) => window.uploadByUppy(asked), given);
});
