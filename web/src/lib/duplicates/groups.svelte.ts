import { api } from '../api/client';
import { ApiError, ask, type ErrorCode, type Image } from '../api/ask';

export type Kind = 'same' | 'alike';
export type Group = { key: string; images: readonly Image[] };

/** A page may be empty and still have a next one, so a few are read at a time. */
const PAGES_AT_ONCE = 10;
const ENOUGH = 10;

/** The picture to keep when nobody says otherwise: the most pixels, then the most bytes, then the oldest. */
export function bestOf(images: readonly Image[]): Image | undefined {
  const pixels = (image: Image) => (image.width ?? 0) * (image.height ?? 0);
  return [...images].sort(
    (a, b) => pixels(b) - pixels(a) || (b.size_bytes ?? 0) - (a.size_bytes ?? 0) || (a.id < b.id ? -1 : 1)
  )[0];
}

/** Bytes that are free again when only one of the group is kept. */
export function savedBytes(images: readonly Image[], keep: Image): number {
  return images.filter(({ id }) => id !== keep.id).reduce((sum, image) => sum + (image.size_bytes ?? 0), 0);
}

/** Groups of pictures that are the same, or look alike, loaded as far as somebody has asked. */
export class Groups {
  all = $state.raw<readonly Group[]>([]);
  isLoading = $state(false);
  isWhole = $state(false);
  problem = $state.raw<unknown>(null);
  #cursor: string | undefined;

  constructor(readonly kind: Kind) {}

  /** Reads on until there are some groups more, or the library ends. */
  async more(): Promise<void> {
    if (this.isLoading || this.isWhole) return;
    this.isLoading = true;
    this.problem = null;
    const before = this.all.length;
    try {
      for (let page = 0; page < PAGES_AT_ONCE && !this.isWhole && this.all.length < before + ENOUGH; page++) await this.#next();
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.isLoading = false;
    }
  }

  remove(group: Group): void {
    this.all = this.all.filter((each) => each !== group);
  }

  /** Puts a group back where it was. */
  insert(group: Group, index: number): void {
    this.all = this.all.toSpliced(index, 0, group);
  }

  async #next(): Promise<void> {
    const query = { kind: this.kind, cursor: this.#cursor, limit: 20 };
    const found = await ask(api.GET('/v1/duplicates', { params: { query } }));
    const known = new Set(this.all.map(({ key }) => key));
    const fresh = found.data.map(({ images }) => ({ key: images.map(({ id }) => id).sort().join(), images }));
    this.all = [...this.all, ...fresh.filter(({ key }) => !known.has(key))];
    this.#cursor = found.next_cursor ?? undefined;
    this.isWhole = !this.#cursor;
  }
}

/** Moves images to the bin, or back. Raises ApiError for the first that the API refused. */
export async function act(action: 'delete' | 'restore', ids: string[]): Promise<void> {
  const { results } = await ask(api.POST('/v1/images/bulk', { body: { action, ids } }));
  const refused = results.find(({ error }) => error)?.error;
  if (refused) throw new ApiError(409, refused.code as ErrorCode, refused.message, refused.details, undefined, undefined);
}
