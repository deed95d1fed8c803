import { text } from '../text';
import { toasts, type ToastList } from './toasts.svelte';

/** What a person changes, shown before the API has answered, and how it is taken back. */
export type Change = {
  /** What was done, for the line with Undo in it. */
  said: string;
  /** Shows it, and shows the state before again. Without a network. */
  apply(): void;
  revert(): void;
  /** Asks the API for it. Raises ApiError. */
  send(): Promise<unknown>;
  /** The inverse call. A change without it cannot be taken back. */
  undo?(): Promise<unknown>;
};

/** Runs changes, and remembers the last one for Ctrl+Z. */
export class Changes {
  last = $state.raw<Change | null>(null);

  constructor(private readonly list: ToastList) {}

  /** Makes a change. Raises what the API said, after the state before is shown again. */
  async run(change: Change): Promise<void> {
    change.apply();
    try {
      await change.send();
    } catch (problem) {
      change.revert();
      throw problem;
    }
    this.last = change.undo ? change : null;
    this.list.say(change.said, change.undo ? () => this.takeBack(change) : undefined);
  }

  /** Like `run`, for places that cannot show a failure themselves: it becomes a line. False when it failed. */
  async attempt(change: Change): Promise<boolean> {
    try {
      await this.run(change);
      return true;
    } catch (problem) {
      this.list.fail(problem);
      return false;
    }
  }

  /** Takes a change back. Raises ApiError; then it stands as before. */
  async takeBack(change: Change): Promise<void> {
    if (this.last === change) this.last = null;
    change.revert();
    try {
      await change.undo?.();
    } catch (problem) {
      change.apply();
      throw problem;
    }
  }

  /** Takes back the last change, if there is one. */
  async undo(): Promise<void> {
    const change = this.last;
    if (!change) return;
    try {
      await this.takeBack(change);
      this.list.say(text.change.undone);
    } catch (problem) {
      this.list.fail(problem);
    }
  }
}

export const changes = new Changes(toasts);
