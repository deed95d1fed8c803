import { api } from '../api/client';
import { ask, type Image } from '../api/ask';

/** Images as a list shows them, newest first, loaded as far as somebody has scrolled. */
export class Library {
  images = $state.raw<readonly Image[]>([]);
  isWhole = $state(false);
  problem = $state.raw<unknown>(null);
  isLoading = $state(false);
  #cursor: string | undefined;

  constructor(first: { data: Image[]; next_cursor?: string | null }) {
    this.#take(first);
  }

  /** Loads the next page, unless it is under way or there is none. */
  async more(): Promise<void> {
    if (this.isLoading || this.isWhole) return;
    this.isLoading = true;
    this.problem = null;
    try {
      this.#take(await page(this.#cursor));
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.isLoading = false;
    }
  }

  /** Puts images that are new, or that have changed, where they belong. */
  show(changed: readonly Image[]): void {
    const known = new Map(this.images.map((image) => [image.id, image]));
    for (const image of changed) known.set(image.id, image);
    this.images = [...known.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Takes images out of the list. */
  hide(ids: ReadonlySet<string>): void {
    this.images = this.images.filter((image) => !ids.has(image.id));
  }

  #take(found: { data: Image[]; next_cursor?: string | null }): void {
    this.show(found.data);
    this.#cursor = found.next_cursor ?? undefined;
    this.isWhole = !this.#cursor;
  }
}

/** One page of the library. Raises ApiError. */
export function page(cursor?: string, limit = 100) {
  return ask(api.GET('/v1/images', { params: { query: { cursor, limit } } }));
}
