import { api } from '../api/client';
import { ask, ApiError, type Image } from '../api/ask';
import { pause } from './patience';

const FIRST_LOOK_MS = 800;
const SLOWEST_LOOK_MS = 8000;
/** More than so many are looked up in a list, so that a thousand cost no more than a hundred. */
const ONE_BY_ONE = 2;

export type Lookup = (ids: readonly string[]) => Promise<Image[]>;

/** Follows images from the arrival of their bytes until they are ready or rejected. The server does the work; this only looks. */
export class Follower {
  #waiting = new Map<string, (image: Image | null) => void>();
  #isLooking = false;

  constructor(private readonly lookup: Lookup = newest) {}

  /** The image once it is ready or rejected; null if it is gone. */
  settled(id: string): Promise<Image | null> {
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      if (!this.#isLooking) void this.#look();
    });
  }

  /** Looks no more. What has not settled stays open. */
  stop(): void {
    this.#waiting.clear();
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    let wait = FIRST_LOOK_MS;
    while (this.#waiting.size) {
      await pause(document.hidden ? SLOWEST_LOOK_MS : wait);
      if (this.#waiting.size) wait = (await this.#found()) ? FIRST_LOOK_MS : Math.min(SLOWEST_LOOK_MS, wait * 1.4);
    }
    this.#isLooking = false;
  }

  /** Whether any of them has settled. */
  async #found(): Promise<boolean> {
    const ids = [...this.#waiting.keys()];
    let found: Image[];
    try {
      found = await this.lookup(ids);
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 404 && ids.length === 1) return this.#end(ids[0]!, null);
      return false; // offline, signed out or too many requests: the next look tells
    }
    const settled = found.filter((image) => image.status === 'ready' || image.status === 'rejected');
    return settled.filter((image) => this.#end(image.id, image)).length > 0;
  }

  #end(id: string, image: Image | null): boolean {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(image);
    return resolve !== undefined;
  }
}

/** What the API knows of the images, in one request each or in two for all. Raises ApiError. */
async function newest(ids: readonly string[]): Promise<Image[]> {
  const one = (id: string) => ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: id } } }));
  if (ids.length <= ONE_BY_ONE) return Promise.all(ids.map(one));
  const list = (status: 'ready' | 'rejected') => ask(api.GET('/v1/images', { params: { query: { status, limit: 100 } } }));
  const [ready, rejected] = await Promise.all([list('ready'), list('rejected')]);
  const seen = [...ready.data, ...rejected.data];
  if (seen.some((image) => ids.includes(image.id))) return seen;
  return [...seen, await one(ids[0]!)]; // older than the lists reach
}
