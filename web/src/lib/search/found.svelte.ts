import type { Image } from '../api/ask';
import { tileOf, type Day, type Tile } from '../browse/days';
import type { Finder, Hit } from './finder.svelte';

/** The hits of a search as images that can be selected and changed, like those of any other page. */
export class Found {
  /** Hits that were taken from view, by id, with their place: what undo needs. */
  #hidden = new Map<string, { hit: Hit; index: number }>();

  constructor(private readonly finder: Finder) {}

  readonly tiles: readonly Tile[] = $derived.by(() => this.finder.images.map(tileOf));
  readonly days: readonly Day[] = $derived(this.tiles.length ? [{ day: 'all', total: this.tiles.length, tiles: this.tiles }] : []);

  get total(): number {
    return this.finder.hasMore ? Math.max(this.finder.total ?? 0, this.tiles.length + 1) : this.tiles.length;
  }

  ids(): string[] {
    return this.tiles.map(({ id }) => id);
  }

  images(ids: ReadonlySet<string>): Image[] {
    return this.finder.images.filter(({ id }) => ids.has(id));
  }

  show(images: readonly Image[]): void {
    const changed = new Map(images.map((image) => [image.id, image]));
    this.finder.hits = this.finder.hits.map((hit) => ({ ...hit, image: changed.get(hit.image.id) ?? hit.image }));
  }

  hide(ids: ReadonlySet<string>): Tile[] {
    this.finder.hits.forEach((hit, index) => ids.has(hit.image.id) && this.#hidden.set(hit.image.id, { hit, index }));
    const gone = this.tiles.filter(({ id }) => ids.has(id));
    this.finder.hits = this.finder.hits.filter(({ image }) => !ids.has(image.id));
    return gone;
  }

  putBack(tiles: readonly Tile[]): void {
    const back = tiles.flatMap(({ id }) => this.#hidden.get(id) ?? []).sort((a, b) => a.index - b.index);
    const hits = [...this.finder.hits];
    for (const { hit, index } of back) hits.splice(index, 0, hit);
    this.finder.hits = hits;
    for (const { id } of tiles) this.#hidden.delete(id);
  }

  async learnAll(report: (done: number) => void, signal: AbortSignal): Promise<void> {
    while (this.finder.hasMore) {
      signal.throwIfAborted();
      await this.finder.more();
      if (this.finder.problem) throw this.finder.problem;
      report(this.tiles.length);
    }
  }
}
