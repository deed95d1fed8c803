/** How far back the speed looks: short enough to follow a change, long enough to be calm. */
const WINDOW_MS = 5000;

/** The speed of something that grows. Times are in milliseconds. */
export class Rate {
  #seen: { at: number; bytes: number }[] = [];

  /** Takes how many bytes there are by now. Fewer than before begin anew. */
  take(bytes: number, at: number): void {
    if (bytes < (this.#seen.at(-1)?.bytes ?? 0)) this.#seen = [];
    this.#seen.push({ at, bytes });
    while (this.#seen.length > 2 && (this.#seen[1]?.at ?? at) <= at - WINDOW_MS) this.#seen.shift();
  }

  /** Bytes in a second, or null while there is too little to tell. */
  get perSecond(): number | null {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (!first || !last || last.at - first.at < 500) return null;
    return (1000 * (last.bytes - first.bytes)) / (last.at - first.at);
  }

  /** Seconds until so many more bytes are there, or null. */
  left(bytes: number): number | null {
    const speed = this.perSecond;
    return speed ? Math.ceil(bytes / speed) : null;
  }
}
