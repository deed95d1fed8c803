/** Lets work through, or holds it until somebody opens. */
export class Gate {
  #opened: Promise<void> | null = null;
  #open: () => void = () => {};

  close(): void {
    this.#opened ??= new Promise((open) => (this.#open = open));
  }

  open(): void {
    this.#open();
    this.#opened = null;
  }

  /** Resolves at once, or when the gate opens. */
  async pass(): Promise<void> {
    while (this.#opened) await this.#opened;
  }
}
