import type { Image } from '../api/ask';
import { tileOf, type Day, type Tile } from './days';

export type ImagePage = { data: readonly Image[]; next_cursor?: string | null };

/** Images in an order of their own, such as a search's or the bin's, page by page. One group without a title. */
export class FlatList {
  tiles = $state.raw<readonly Tile[]>([]);
  isWhole = $state(false);
  isCounted = $state(false);
  problem = $state.raw<unknown>(null);
  readonly days = $derived<readonly Day[]>(this.tiles.length ? [{ day: 'all', total: this.tiles.length, tiles: this.tiles }] : []);
  #cursor: string | undefined;
  #isLoading = false;

  constructor(private readonly page: (cursor: string | undefined) => Promise<ImagePage>) {}

  get total(): number {
    return this.tiles.length;
  }

  /** Loads a page more, unless one is under way or there is none. */
  async more(): Promise<void> {
    if (this.#isLoading || this.isWhole) return;
    this.#isLoading = true;
    this.problem = null;
    try {
      const { data, next_cursor } = await this.page(this.#cursor);
      this.#cursor = next_cursor ?? undefined;
      this.isWhole = !this.#cursor;
      this.show(data);
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.isCounted = true;
      this.#isLoading = false;
    }
  }

  /** Loads more where the last images come into view. */
  need(_from: unknown, to: { index: number }): void {
    if (to.index >= this.tiles.length - 50 && !this.problem) void this.more();
  }

  retry(): void {
    void this.more();
  }

  show(images: readonly Image[]): void {
    this.putBack(images.map(tileOf));
  }

  hide(ids: ReadonlySet<string>): Tile[] {
    const gone = this.tiles.filter(({ id }) => ids.has(id));
    this.tiles = this.tiles.filter(({ id }) => !ids.has(id));
    return gone;
  }

  putBack(tiles: readonly Tile[]): void {
    const all = new Map(this.tiles.map((tile) => [tile.id, tile]));
    for (const tile of tiles) all.set(tile.id, tile);
    this.tiles = [...all.values()];
  }

  ids(): string[] {
    return this.tiles.map(({ id }) => id);
  }

  images(ids: ReadonlySet<string>): Image[] {
    return this.tiles.flatMap(({ id, image }) => (image && ids.has(id) ? [image] : []));
  }

  async learnAll(report: (done: number) => void, signal: AbortSignal): Promise<void> {
    while (!this.isWhole) {
      signal.throwIfAborted();
      await this.more();
      if (this.problem) throw this.problem;
      report(this.tiles.length);
    }
  }
}
