import { sentence } from '../api/failure';

const SHOWN_MS = 8000;

/** One line at the edge of the window, perhaps with a way back. */
export type Toast = { id: number; said: string; isFailure: boolean; undo?: () => Promise<void> };

export class ToastList {
  shown = $state.raw<readonly Toast[]>([]);
  #next = 0;

  say(said: string, undo?: () => Promise<void>): void {
    this.#show({ id: this.#next++, said, isFailure: false, undo });
  }

  /** Says what went wrong and what to do, where no place on the page can. */
  fail(problem: unknown): void {
    this.#show({ id: this.#next++, said: sentence(problem), isFailure: true });
  }

  close(id: number): void {
    this.shown = this.shown.filter((each) => each.id !== id);
  }

  #show(toast: Toast): void {
    this.shown = [...this.shown.slice(-3), toast];
    setTimeout(() => this.close(toast.id), SHOWN_MS);
  }
}

export const toasts = new ToastList();
