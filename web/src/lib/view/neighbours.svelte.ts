import { api } from '../api/client';
import { ask, type Image } from '../api/ask';

const AT_ONCE = 30;
const NEAR_END = 5;

/** Which images an image stands among: all, those of an album, or those with a tag. */
export type Among = { album?: string; tag?: string };
export type Fetch = (side: 'newer' | 'older', of: Image, among: Among) => Promise<Image[]>;

/** The images before and after the one that is shown, newest first, loaded as far as somebody looks. */
export class Neighbours {
  all = $state.raw<readonly Image[]>([]);
  #here = $state.raw<string>('');
  #among: Among = {};
  #ends = { newer: false, older: false };
  readonly #index = $derived(this.all.findIndex((image) => image.id === this.#here));
  readonly previous = $derived(this.#index > 0 ? this.all[this.#index - 1] : undefined);
  readonly next = $derived(this.#index >= 0 ? this.all[this.#index + 1] : undefined);

  constructor(private readonly fetch: Fetch = page) {}

  /** Shows an image among others, and loads what stands beside it. Raises ApiError. */
  async show(image: Image, among: Among): Promise<void> {
    const isSame = among.album === this.#among.album && among.tag === this.#among.tag;
    this.#here = image.id;
    if (!isSame || !this.all.some((each) => each.id === image.id)) {
      this.#among = among;
      this.#ends = { newer: false, older: false };
      this.all = [image];
    } else this.put(image);
    await Promise.all([this.#more('newer'), this.#more('older')]);
  }

  /** Puts a changed image into its place. */
  put(image: Image): void {
    this.all = this.all.map((each) => (each.id === image.id ? image : each));
  }

  /** Takes an image out. Returns the one to show instead, if there is one. */
  drop(id: string): Image | undefined {
    const instead = id === this.#here ? (this.next ?? this.previous) : undefined;
    this.all = this.all.filter((image) => image.id !== id);
    return instead;
  }

  async #more(side: 'newer' | 'older'): Promise<void> {
    const beside = side === 'newer' ? this.#index : this.all.length - 1 - this.#index;
    const last = side === 'newer' ? this.all[0] : this.all.at(-1);
    if (this.#ends[side] || beside > NEAR_END || !last) return;
    this.#ends[side] = true; // until the answer says otherwise, so that nothing is asked for twice
    const found = await this.fetch(side, last, this.#among);
    this.#ends[side] = found.length < AT_ONCE;
    const known = new Set(this.all.map((image) => image.id));
    const fresh = found.filter((image) => !known.has(image.id));
    this.all = side === 'newer' ? [...fresh.toReversed(), ...this.all] : [...this.all, ...fresh];
  }
}

async function page(side: 'newer' | 'older', of: Image, among: Among): Promise<Image[]> {
  const range = side === 'newer' ? ({ from: of.created_at, order: 'asc' } as const) : ({ to: of.created_at, order: 'desc' } as const);
  return (await ask(api.GET('/v1/images', { params: { query: { ...among, ...range, limit: AT_ONCE } } }))).data;
}
