import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { theme } from '../shell/theme.svelte';
import { chooseLocale, chosenLocale } from '../text';
import { followAccount, keepTheme } from './remembered';

let account: Record<string, unknown>;
let isOnline: boolean;

beforeEach(() => {
  localStorage.clear();
  theme.follow('system');
  account = { theme: 'system', language: null, version: 1, updated_at: '2026-11-29T00:00:00Z' };
  isOnline = true;
  vi.stubGlobal('fetch', async (request: Request) => {
    if (!isOnline) throw new TypeError('offline');
    if (request.method === 'PUT') account = { ...account, ...(await request.json()), version: Number(account.version) + 1 };
    return Response.json(account);
  });
});
afterEach(() => vi.unstubAllGlobals());

it('takes over the theme and the language of another device, once', async () => {
  account = { ...account, theme: 'dark', language: 'de-AT' };
  expect(await followAccount()).toBe(true);
  expect([theme.chosen, chosenLocale()]).toEqual(['dark', 'de-AT']);
  expect(await followAccount()).toBe(false);
});

it('keeps a theme with the account, and its other settings as they are', async () => {
  account = { ...account, language: 'de' };
  theme.choose('dark');
  await keepTheme('dark');
  expect(account).toMatchObject({ theme: 'dark', language: 'de', version: 2 });
});

it('does not lose a theme that was chosen without a network', async () => {
  isOnline = false;
  theme.choose('dark');
  await expect(keepTheme('dark')).rejects.toMatchObject({ code: 'OFFLINE' });
  expect(await followAccount()).toBe(false);
  expect(theme.chosen).toBe('dark');
  isOnline = true;
  await followAccount();
  expect([theme.chosen, account.theme]).toEqual(['dark', 'dark']);
});

it('leaves alone what is chosen here while the account is asked', async () => {
  const asked = followAccount();
  theme.follow('dark'); // and the account has it already
  chooseLocale('de');
  expect(await asked).toBe(false);
  expect([theme.chosen, chosenLocale()]).toEqual(['dark', 'de']);
});
