const SHOWN_MS = 8000;

/** One line at the edge of the window, perhaps with a way back. */
export type Toast = { id: number; said: string; undo?: () => Promise<void> };

class ToastList {
  shown = $state.raw<readonly Toast[]>([]);
  #next = 0;

  say(said: string, undo?: () => Promise<void>): void {
    const toast = { id: this.#next++, said, undo };
    this.shown = [...this.shown, toast];
    setTimeout(() => this.close(toast.id), SHOWN_MS);
  }

  close(id: number): void {
    this.shown = this.shown.filter((each) => each.id !== id);
  }
}

export const toasts = new ToastList();
