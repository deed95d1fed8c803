import { toasts } from '../change/toasts.svelte';
import { text } from '../text';

/** Copies words, and says so. Browsers refuse where the page is not secure or not in front. */
export async function copyWords(words: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    toasts.say(said);
  } catch {
    toasts.say(text.share.refused);
  }
}
