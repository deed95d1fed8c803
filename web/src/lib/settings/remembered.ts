import { ApiError } from '../api/ask';
import { theme, type Theme } from '../shell/theme.svelte';
import { chooseLocale, chosenLocale } from '../text';
import { changeSome, readPreferences, type Preferences } from './account';

/** Keeps a theme for the person's other devices. Raises ApiError; then the next start tries again. */
export async function keepTheme(chosen: Theme): Promise<Preferences> {
  const now = await changeSome({ theme: chosen });
  theme.sent(chosen);
  return now;
}

/**
 * Takes over what another device has chosen; this browser's copy is only for the time before the account is read.
 * Returns whether this page's texts are in another language than the account's. Without an answer, the copy stands.
 */
export async function followAccount(): Promise<boolean> {
  try {
    const [{ unsent, chosen }, language] = [theme, chosenLocale()];
    const preferences = unsent ? await keepTheme(unsent) : await readPreferences();
    // What somebody has chosen here meanwhile is newer than the answer.
    if (theme.chosen === chosen && !theme.unsent) theme.follow(preferences.theme);
    if (chosenLocale() !== language) return false;
    chooseLocale(preferences.language ?? null);
    return chosenLocale() !== language;
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    return false;
  }
}
