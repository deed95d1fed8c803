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

/** Copies words that are still to come. Browsers give the clipboard only to the press itself. Null copies nothing. */
export async function copyLater(words: Promise<string | null>, said: () => Promise<string>): Promise<void> {
  const blob = words.then((found) => (found === null ? Promise.reject(new Error('canceled')) : new Blob([found], { type: 'text/plain' })));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    toasts.say(await said());
  } catch {
    if ((await words) !== null) toasts.say(text.share.refused);
  }
}
