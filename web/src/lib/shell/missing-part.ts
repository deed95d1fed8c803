import { version } from '$app/environment';
import { navigating, updated } from '$app/state';
import { toasts } from '../change/toasts.svelte';
import { text } from '../text';

const RELOADED = 'reloaded-from';

/**
 * What happens when a part of the application does not load. Where a newer version has replaced it, the page starts anew; once,
 * because a cache may still hold the old one. Else a line says what to do. SvelteKit looks after the parts of a page that it opens.
 */
export async function partIsMissing(): Promise<void> {
  if (navigating.to) return;
  if (sessionStorage.getItem(RELOADED) !== version && (await updated.check())) {
    sessionStorage.setItem(RELOADED, version);
    location.reload();
  } else toasts.say(text.ui.partMissing);
}
