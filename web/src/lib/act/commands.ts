import { isPossible, type Action } from './action';

const SHOWN = 12;

/** The possible actions whose title holds all words. Those whose title begins with them come first. */
export function matching(actions: readonly Action[], words: string): Action[] {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  const hits = actions.filter((action) => {
    const title = folded(`${action.title} ${action.group ?? ''}`);
    return isPossible(action) && wanted.every((word) => title.includes(word));
  });
  const begins = (action: Action) => Number(!folded(action.title).startsWith(wanted[0] ?? ''));
  return hits.sort((a, b) => begins(a) - begins(b)).slice(0, SHOWN);
}

function folded(words: string): string {
  return words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
