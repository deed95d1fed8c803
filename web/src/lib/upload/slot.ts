import { slotsOf } from './kept';

const REMEMBERED = 'upload-slot';
const MOST_TABS = 20;
const RELOAD_MS = 2000;

/**
 * The name under which this tab keeps unfinished uploads. No two tabs have the same, and a reload, or the next tab, finds what was
 * left. Locks end with the page (https://w3c.github.io/web-locks/), so a tab that has crashed leaves its name free.
 */
export async function slotOf(owner: string): Promise<string> {
  const last = Number(sessionStorage.getItem(REMEMBERED));
  const order = Array.from({ length: MOST_TABS }, (_, n) => n + 1);
  if (last && (await taken(nameOf(owner, last), { signal: AbortSignal.timeout(RELOAD_MS) }))) return nameOf(owner, last);
  for (const each of order) {
    if (!(await taken(nameOf(owner, each), { ifAvailable: true }))) continue;
    sessionStorage.setItem(REMEMBERED, String(each));
    return nameOf(owner, each);
  }
  return nameOf(owner, MOST_TABS + 1);
}

const nameOf = (owner: string, slot: number): string => slotsOf(owner) + slot;

/** Takes a lock until the page ends. False when another tab has it. */
function taken(name: string, options: LockOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const hold = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : undefined;
    };
    navigator.locks.request(name, options, hold).catch(() => resolve(false)); // the page before has not gone in time
  });
}
