import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import type { Picture } from './pictures';

export const PHOTOGRAPH = fileURLToPath(new URL('../../demo/photographs/coffee.jpg', import.meta.url));

/** Whom the local cloud has in the group of operators. */
export const OPERATOR = 'operator';

/** Somebody new, in a browser of their own. */
export class App {
  #isOperator = false;
  readonly user = `e2e-${randomUUID().slice(0, 8)}`;

  constructor(readonly page: Page) {}

  /** From the page that a stranger is sent to, to the page that was asked for. */
  async signIn(path = '/app', user = this.user, page = this.page): Promise<void> {
    await page.goto(path);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('User name or e-mail address').fill(user);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL(new RegExp(`${path.replaceAll('?', '\\?')}/?$`));
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  }

  /** Signs in as an operator in place of whoever is signed in. */
  async becomeOperator(): Promise<void> {
    if (this.#isOperator) return;
    await this.page.context().clearCookies();
    await this.page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
    await this.signIn('/app', OPERATOR);
    this.#isOperator = true;
  }

  /** The keys of a grid load after its pictures. The command box lists what they do once they are there. */
  async keysAreThere(): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.page.getByRole('combobox', { name: 'Search and commands' }).fill('Select all');
    await expect(this.page.getByRole('option', { name: /Select all/ })).toBeVisible();
    await this.page.keyboard.press('Escape');
    await expect(this.page.getByRole('combobox', { name: 'Search and commands' })).toBeHidden();
  }

  /** Chooses files as a person does, and waits for none of them. */
  async upload(...files: string[] | Picture[]): Promise<void> {
    const picked = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: 'Upload', exact: true }).click();
    await (await picked).setFiles(files);
  }
}

const HERE = ['localhost', '127.0.0.1'];

/** In each test: no script fails, the page's own policy refuses nothing, and nothing is asked of another host. */
export const test = base.extend<{ app: App }>({
  app: async ({ page, context }, use) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => /Content Security Policy/.test(message.text()) && problems.push(message.text()));
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && !HERE.includes(hostname)) problems.push(`${request.url()} was asked for`);
    });
    await use(new App(page));
    expect(problems).toEqual([]);
  }
});

export { expect };
