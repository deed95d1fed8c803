import { toasts } from '../change/toasts.svelte';
import { keepTheme } from '../settings/remembered';
import type { Theme } from './theme.svelte';

/** Tells the account of a theme from a menu. If that fails, a line says so, and the next start sends it again. */
export async function keep(chosen: Theme): Promise<void> {
  try {
    await keepTheme(chosen);
  } catch (problem) {
    toasts.fail(problem);
  }
}
