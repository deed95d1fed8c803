import type { components } from '../api/schema';
import { api } from '../api/client';
import { ApiError, ask, type Image } from '../api/ask';
import type { Changes } from '../change/changes.svelte';
import { viewing } from '../text/viewing';

/** What can be changed in place. The fields are those of an image. */
export type Edit = Partial<Pick<Image, 'display_name' | 'filename' | 'title' | 'description' | 'alt' | 'album' | 'tags' | 'visibility' | 'expires_at' | 'license'>>;
type ChangeImage = components['schemas']['ChangeImage'];

/** Two versions of an image: what was to be changed here, and what somebody else has made of it meanwhile. */
export type Conflict = { mine: Edit; theirs: Image };

const isAsSeen = (image: Image, seen: Edit): boolean =>
  Object.entries(seen).every(([name, value]) => JSON.stringify(image[name as keyof Edit]) === JSON.stringify(value));
const pathOf = (image: Image) => ({ path: { image_id: image.id } });

/** The image that is open, with its changes. */
export class OpenImage {
  image: Image = $state.raw() as unknown as Image;
  conflict = $state.raw<Conflict | null>(null);
  /** It was deleted for good, in another tab or by its expiry. */
  isGone = $state(false);
  /** What is shown already, and has no answer yet. */
  #pending: readonly Edit[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    first: Image,
    private readonly changes: Changes
  ) {
    this.image = first;
  }

  /** Changes at once what is shown, and takes it back if the API refuses. Raises ApiError, but not for a conflict. */
  async change(mine: Edit): Promise<void> {
    const before = this.image;
    const old = Object.fromEntries(Object.keys(mine).map((name) => [name, before[name as keyof Edit]])) as Edit;
    try {
      await this.changes.run({
        said: viewing.changed,
        apply: () => (this.image = { ...this.image, ...mine }),
        revert: () => (this.image = { ...this.image, ...old }),
        send: () => this.#inTurn(mine, old),
        undo: () => this.#inTurn(old, mine)
      });
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (problem.status === 404) this.isGone = true;
      else if (problem.status === 412) this.conflict = { mine, theirs: await this.#fetched() };
      else throw problem;
    }
  }

  /** Ends a conflict by taking over one of the versions. Raises ApiError. */
  async settle(isMine: boolean): Promise<void> {
    if (!this.conflict) return;
    const { mine, theirs } = this.conflict;
    this.conflict = null;
    this.image = theirs;
    if (isMine) await this.change(mine);
  }

  /** Looks whether the image has changed elsewhere. A lost connection changes nothing. */
  async refresh(): Promise<void> {
    try {
      const now = await this.#fetched();
      if (now.version !== this.image.version || now.is_private) this.image = now;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (problem.status === 404) this.isGone = true;
    }
  }

  /** Sends an edit after those before it: each has to name the version that the one before has made. */
  #inTurn(edit: Edit, seen: Edit): Promise<void> {
    this.#pending = [...this.#pending, edit];
    const turn = this.#last.then(() => this.#sentOnNewest(edit, seen));
    const shown = turn.finally(() => (this.#pending = this.#pending.filter((each) => each !== edit))).then((image) => {
      this.image = Object.assign({}, image, ...this.#pending);
    });
    this.#last = shown.catch(() => {}); // whoever has sent it hears of the failure
    return shown;
  }

  /** Labels and other work behind an upload change the version, too. What the edit is about is still as it was seen then. */
  async #sentOnNewest(edit: Edit, seen: Edit): Promise<Image> {
    try {
      return await this.#sent(edit, this.image.version);
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.status !== 412) throw problem;
      const now = await this.#fetched();
      if (!isAsSeen(now, seen)) throw problem;
      return this.#sent(edit, now.version);
    }
  }

  #fetched(): Promise<Image> {
    return ask(api.GET('/v1/images/{image_id}', { params: pathOf(this.image) }));
  }

  #sent(edit: Edit, version: number): Promise<Image> {
    const params = { ...pathOf(this.image), header: { 'If-Match': `"${version}"` } };
    return ask(api.PATCH('/v1/images/{image_id}', { params, body: edit as ChangeImage }));
  }
}
