import type { components } from '../api/schema';
import { api } from '../api/client';
import { ask, type Image } from '../api/ask';
import { segmentOf, withOption, type Recipe } from './grammar';

export type Explanation = components['schemas']['Explanation'];

/** So long after the last change the API is asked: a slider that moves should not cost a request for each step. */
const CALM_MS = 400;

/** What the API is asked. Each raises ApiError. */
export type BuilderApi = {
  explain(url: string): Promise<Explanation>;
  sign(id: string, options: string): Promise<{ url: string; expires_at: string | null }>;
};

/** A recipe that is being put together, with what the API says to it. */
export class Builder {
  recipe = $state.raw<Recipe>({});
  explanation = $state.raw<Explanation | null>(null);
  /** The address that shows the result, signed where it has to be. */
  address = $state('');
  problem = $state.raw<unknown>(null);
  isAsking = $state(false);
  readonly segment = $derived(segmentOf(this.recipe));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(
    readonly image: Image,
    private readonly calls: BuilderApi = overHttp
  ) {
    this.address = image.cdn_url;
  }

  set(name: string, value: string): void {
    this.use(withOption(this.recipe, name, value));
  }

  use(recipe: Recipe): void {
    this.recipe = recipe;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), CALM_MS);
  }

  /** Asks what the recipe means. Only the newest answer counts. Never raises; `problem` says what went wrong. */
  async look(): Promise<void> {
    const turn = ++this.#asked;
    this.isAsking = true;
    this.problem = null;
    try {
      const explanation = await this.calls.explain(this.plain);
      const isNeeded = this.segment !== '' && (this.image.is_private || explanation.signature.state !== 'not_needed');
      const address = isNeeded ? (await this.calls.sign(this.image.id, this.segment)).url : this.plain;
      if (turn === this.#asked) [this.explanation, this.address] = [explanation, address];
    } catch (problem) {
      if (turn === this.#asked) this.problem = problem;
    } finally {
      if (turn === this.#asked) this.isAsking = false;
    }
  }

  /** The address without a signature. */
  get plain(): string {
    return this.segment ? withSegment(this.image.cdn_url, this.segment) : this.image.cdn_url;
  }
}

/** An image's address with options in its path. */
export function withSegment(address: string, segment: string): string {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/original$/, '')}/${segment}`;
  return url.href;
}

const overHttp: BuilderApi = {
  explain: (url) => ask(api.GET('/v1/explain', { params: { query: { url } } })),
  sign: (id, options) => ask(api.POST('/v1/images/{image_id}/sign', { params: { path: { image_id: id } }, body: { options } }))
};
