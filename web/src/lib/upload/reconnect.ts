const FIRST_TRY_MS = 3000;
const SLOWEST_TRY_MS = 60_000;

/** Tries again when the connection is back: at once when the browser says so, else ever more slowly. */
export class Reconnect {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = FIRST_TRY_MS;

  constructor(private readonly again: () => void) {
    addEventListener('online', () => this.#go());
  }

  /** Something waits for the connection. */
  arm(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#go(), this.#wait);
    this.#wait = Math.min(SLOWEST_TRY_MS, this.#wait * 2);
  }

  /** There is a connection. */
  reset(): void {
    this.#wait = FIRST_TRY_MS;
  }

  #go(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.again();
  }
}
