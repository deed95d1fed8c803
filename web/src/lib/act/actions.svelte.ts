import { untrack } from 'svelte';
import { isPossible, type Action } from './action';

/** Finds things by what a person types into the command box, such as images. */
export type Finder = (words: string, signal: AbortSignal) => Promise<Action[]>;

/** What can be done on the page that is open. Pages offer their actions while they are shown. */
export class ActionList {
  offered = $state.raw<readonly Action[]>([]);
  finders: readonly Finder[] = [];
  isBoxOpen = $state(false);
  isListOpen = $state(false);

  /** Offers actions, for `$effect(() => actions.offer([...]))`. Returns what takes them back. */
  offer(some: readonly Action[]): () => void {
    untrack(() => (this.offered = [...this.offered, ...some]));
    return () => untrack(() => (this.offered = this.offered.filter((each) => !some.includes(each))));
  }

  /** Lets the command box find more. Returns what ends that. */
  find(finder: Finder): () => void {
    this.finders = [...this.finders, finder];
    return () => (this.finders = this.finders.filter((each) => each !== finder));
  }

  /** The action of a combination of keys. Of several, the one that was offered last. */
  of(keys: string): Action | undefined {
    return this.offered.findLast((action) => action.keys === keys && isPossible(action));
  }
}

export const actions = new ActionList();
