import { text } from '../text';
import { tellTabs } from './tabs';
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

  #underWay = 0;

  constructor(
    private readonly list: ToastList,
    private readonly tell: () => void = () => {}
  ) {}

  /** Whether something is shown that the API has not done yet. */
  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** Makes a change. Raises what the API said, after the state before is shown again. */
  async run(change: Change): Promise<void> {
    change.apply();
    try {
      await this.#sending(change.send());
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
      await this.#sending(change.undo?.());
    } catch (problem) {
      change.apply();
      throw problem;
    }
  }

  /** Counts what is under way, and tells the other tabs when it is done. */
  async #sending(sent: Promise<unknown> | undefined): Promise<void> {
    this.#underWay++;
    try {
      await sent;
      this.tell();
    } finally {
      this.#underWay--;
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

export const changes = new Changes(toasts, tellTabs);
