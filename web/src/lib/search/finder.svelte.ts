import { api } from '../api/client';
import { ask, type Image } from '../api/ask';
import type { components } from '../api/schema';

export type Hit = components['schemas']['SearchHit'];
export type Facets = components['schemas']['Facets'];
type Page = { data: Hit[]; facets?: Facets | null; total?: number | null; next_cursor?: string | null };

const PAGE = 50;

/** What a search has found, as far as somebody has scrolled. A newer search ends an older one. */
export class Finder {
  hits = $state.raw<readonly Hit[]>([]);
  facets = $state.raw<Facets | null>(null);
  total = $state<number | null>(null);
  isLoading = $state(false);
  problem = $state.raw<unknown>(null);
  /** Whether there are hits that have not been loaded. */
  hasMore = $state(false);
  /** What the hits belong to. */
  query = $state('');
  readonly images: readonly Image[] = $derived(this.hits.map(({ image }) => image));
  #cursor: string | undefined;
  #stop = new AbortController();

  /** Searches anew. Raises nothing: a failure is shown where the hits would be. */
  async find(query: string): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.query = query;
    this.#cursor = undefined;
    if (query.trim()) await this.#load(query, this.#stop.signal);
    else this.#show({ data: [] }, true);
  }

  /** Loads the next page, unless it is under way or there is none. */
  async more(): Promise<void> {
    if (this.#cursor && !this.isLoading) await this.#load(this.query, this.#stop.signal);
  }

  /** Shows pictures that look like one, the nearest first. */
  async findAlike(id: string): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.query = '';
    this.#cursor = undefined;
    const signal = this.#stop.signal;
    await this.#run(signal, async () => {
      const { data } = await ask(api.GET('/v1/images/{image_id}/similar', { params: { path: { image_id: id } }, signal }));
      this.#show({ data: data.map(({ image }) => ({ image, highlights: [] })), total: data.length }, true);
    });
  }

  /** Shows the pictures that are nearest to a sentence, on one page: where the installation has a model that knows sentences. */
  async findMeant(sentence: string): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.query = '';
    this.#cursor = undefined;
    const signal = this.#stop.signal;
    await this.#run(signal, async () => {
      const { data } = (await ask(api.GET('/v1/search', { params: { query: { meaning: sentence, limit: PAGE } }, signal }))) as Page;
      this.#show({ data, total: data.length }, true);
    });
  }

  async #load(query: string, signal: AbortSignal): Promise<void> {
    const cursor = this.#cursor;
    await this.#run(signal, async () => {
      const params = { query: { q: query, limit: PAGE, cursor, facets: !cursor } };
      this.#show((await ask(api.GET('/v1/search', { params, signal }))) as Page, !cursor);
    });
  }

  async #run(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    this.isLoading = true;
    this.problem = null;
    try {
      await work();
    } catch (problem) {
      if (signal.aborted) return; // a newer search has begun
      this.problem = problem;
    } finally {
      if (!signal.aborted) this.isLoading = false;
    }
  }

  #show(found: Page, isFirst: boolean): void {
    const known = isFirst ? [] : this.hits;
    const ids = new Set(known.map(({ image }) => image.id));
    this.hits = [...known, ...found.data.filter(({ image }) => !ids.has(image.id))];
    this.#cursor = found.next_cursor ?? undefined;
    this.hasMore = this.#cursor !== undefined;
    if (!isFirst) return;
    this.facets = found.facets ?? null;
    this.total = found.total ?? null;
    this.isLoading = false;
  }
}
