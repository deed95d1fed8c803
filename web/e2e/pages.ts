/** Every page of the application, once: the accessibility test and the screenshots go through this list. */
export type AppPage = {
  name: string;
  path: string;
  /** For strangers. */
  isOpen?: boolean;
  isForOperators?: boolean;
};

/** `{image}` stands for an image of the owner's own. A new page is a line here; those for operators come last. */
export const PAGES: readonly AppPage[] = [
  { name: 'sign-in', path: '/app/sign-in', isOpen: true },
  { name: 'dashboard', path: '/app' },
  { name: 'images', path: '/app/images' },
  { name: 'viewer', path: '/app/images/{image}' },
  { name: 'transform', path: '/app/images/{image}/transform' },
  { name: 'albums', path: '/app/albums' },
  { name: 'album', path: '/app/albums/default' },
  { name: 'shared-with-me', path: '/app/shared' },
  { name: 'tags', path: '/app/tags' },
  { name: 'bin', path: '/app/bin' },
  { name: 'search', path: '/app/search' },
  { name: 'search-results', path: '/app/search?q=demo OR coffee' },
  { name: 'look-alikes', path: '/app/search?like={image}' },
  { name: 'nothing-found', path: '/app/search?q=nowhere' },
  { name: 'upload', path: '/app/upload' },
  { name: 'statistics', path: '/app/stats' },
  { name: 'statistics-sparse', path: '/app/stats?from=2026-01-01&to=2026-01-02' },
  { name: 'review', path: '/app/review' },
  { name: 'duplicates', path: '/app/duplicates' },
  { name: 'duplicates-alike', path: '/app/duplicates?kind=alike' },
  { name: 'profile', path: '/app/settings/profile' },
  { name: 'settings-uploads', path: '/app/settings/uploads' },
  { name: 'appearance', path: '/app/settings/appearance' },
  { name: 'ways-to-sign-in', path: '/app/settings/sign-in' },
  { name: 'shared-albums', path: '/app/settings/shares' },
  { name: 'api-keys', path: '/app/settings/api-keys' },
  { name: 'domains', path: '/app/settings/domains' },
  { name: 'vendor-keys', path: '/app/settings/vendor-keys' },
  { name: 'webhooks', path: '/app/settings/webhooks' },
  { name: 'notices', path: '/app/settings/notices' },
  { name: 'import', path: '/app/settings/import' },
  { name: 'backup', path: '/app/settings/backup' },
  { name: 'export', path: '/app/settings/export' },
  { name: 'usage', path: '/app/settings/usage' },
  { name: 'audit-log', path: '/app/settings/audit' },
  { name: 'not-found', path: '/app/nowhere' },
  { name: 'admin-owners', path: '/app/admin/owners', isForOperators: true },
  { name: 'admin-reports', path: '/app/admin/reports', isForOperators: true },
  { name: 'admin-dead-letters', path: '/app/admin/dead-letters', isForOperators: true },
  { name: 'admin-health', path: '/app/admin/health', isForOperators: true },
  { name: 'admin-costs', path: '/app/admin/costs', isForOperators: true }
];
export const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
export const THEMES = ['light', 'dark'] as const;

/** The page once it has loaded: its heading is there, and nothing of it is still a placeholder. */
export async function open(page: import('@playwright/test').Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

/** Gives the review something to show: models flag no photograph of the demo. What is decided goes to the API. */
export async function flagged(page: import('@playwright/test').Page, images: readonly Record<string, unknown>[]): Promise<void> {
  const moderation = { state: 'flagged', flagged: true, categories: ['Suggestive'], nsfw_score: 0.9, model: 'test' };
  const data = images.map((image) => ({ ...image, moderation }));
  const isList = (route: import('@playwright/test').Route) => route.request().method() === 'GET';
  await page.route('**/api/v1/review*', (route) => (isList(route) ? route.fulfill({ json: { data, next_cursor: null } }) : route.continue()));
}

/** Gives the pages for operators something to show: in a new installation, nothing has failed. */
export async function troubled(page: import('@playwright/test').Page, at = new Date().toISOString()): Promise<void> {
  const queue = 'Uploads';
  const reason = 'ClientError: An error occurred (AccessDenied) when calling the PutObject operation: User is not authorized to perform s3:PutObject';
  const letter = (n: number, source: string | null) => ({ id: `${'0a'.repeat(6)}-${n}`, queue, source, sent_at: at, reason: source && reason, body: '{"Records": []}' });
  const queues = [{ name: queue, waiting: 2 }];
  const alarm = { name: 'pixelflare-service-UploadsDeadLettersAlarm', meaning: 'An upload has failed for good', since: at };
  const error = { at, function: 'upload_consumer', message: 'message failed', error: reason, request_id: null };
  const answers: Record<string, (answer: Record<string, unknown>) => Record<string, unknown>> = {
    'dead-letters': () => ({ queues, data: [letter(1, queue), letter(2, null)] }),
    failures: () => ({ data: [error] }),
    health: (answer) => ({ ...answer, alarms: [alarm] })
  };
  for (const [name, changed] of Object.entries(answers)) {
    await page.route(`**/api/v1/admin/${name}`, async (route) => {
      const reply = await route.fetch();
      await route.fulfill({ response: reply, json: changed(await reply.json()) });
    });
  }
}
