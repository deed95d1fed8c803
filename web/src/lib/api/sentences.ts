import { text } from '../text';
import type { Say } from '../text/en/refusals';

let known: Partial<Record<string, Say>> = text.failures;

/** What is said of an error code. An API that is newer than this page may have codes of its own. */
export const sayOf = (code: string): Say => known[code] ?? text.failures.UNKNOWN;

/** Loads what is said of the codes that the service refuses with. Call it before one is shown, and while there is a connection. */
export async function learnRefusals(): Promise<void> {
  const found = await import('../text/refusals').catch(() => null); // without it, the refusal is called unexpected
  if (found) known = { ...found.refusals, ...text.failures };
}
