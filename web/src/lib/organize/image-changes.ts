import type { Image } from '../api/ask';
import type { Change } from '../change/changes.svelte';
import type { Tile } from '../browse/days';
import { reread } from '../browse/reread';
import { organizing } from '../text/organizing';
import { viewing } from '../text/viewing';
import { bulk, type BulkAction } from './bulk';
import type { Shelf } from './shelf';

type Visibility = Image['visibility'];
/** What takes a change back: the same for all, or what was so of each. */
type Inverse = BulkAction | ((image: Image) => BulkAction);
/** How many images get their new addresses at once. The others get them when they are looked at. */
const RENEWED = 100;

/** Changes of many images on a page: shown at once, sent in batches, and taken back for those that were refused. */
export class ImageChanges {
  /** `known` are the records of all images that change, also of those that the page does not keep. */
  constructor(
    private readonly shelf: Shelf,
    private readonly known: readonly Image[] = []
  ) {}

  remove(ids: readonly string[]): Change {
    return this.#leaving(ids, organizing.organize.deleting, organizing.organize.deleted, { action: 'delete' }, { action: 'restore' });
  }

  /** From the bin to where each was. */
  restore(ids: readonly string[]): Change {
    return this.#leaving(ids, organizing.organize.restoring, organizing.organize.restored, { action: 'restore' }, { action: 'delete' });
  }

  /** To another album. `stays` where the page shows all albums. */
  move(ids: readonly string[], album: string, stays: boolean): Change {
    const said = (n: number) => organizing.organize.moved(n, album);
    const back = (image: Image): BulkAction => ({ action: 'move', album: image.album });
    const there = (image: Image): Image => ({ ...image, album, album_slug: album });
    if (stays) return this.#changing(ids, organizing.organize.moving, said, { action: 'move', album }, there, back);
    return this.#leaving(ids, organizing.organize.moving, said, { action: 'move', album }, back);
  }

  tag(ids: readonly string[], tags: readonly string[]): Change {
    const added = (image: Image): Image => ({ ...image, tags: [...new Set([...image.tags, ...tags])].sort() });
    const said = (n: number) => organizing.organize.tagged(n, tags.join(', '));
    const back = (image: Image): BulkAction => ({ action: 'untag', tags: tags.filter((tag) => !image.tags.includes(tag)) });
    return this.#changing(ids, organizing.organize.tagging, said, { action: 'tag', tags: [...tags] }, added, back);
  }

  untag(ids: readonly string[], tags: readonly string[]): Change {
    const without = (image: Image): Image => ({ ...image, tags: image.tags.filter((tag) => !tags.includes(tag)) });
    const said = (n: number) => organizing.organize.untagged(n, tags.join(', '));
    const back = (image: Image): BulkAction => ({ action: 'tag', tags: tags.filter((tag) => image.tags.includes(tag)) });
    return this.#changing(ids, organizing.organize.tagging, said, { action: 'untag', tags: [...tags] }, without, back);
  }

  setVisibility(ids: readonly string[], visibility: Visibility): Change {
    const shown = (image: Image): Image => ({ ...image, visibility, is_private: visibility === 'private' });
    const said = (n: number) => organizing.organize.seen(n, viewing.visible[visibility]);
    const back = (image: Image): BulkAction => ({ action: 'set_visibility', visibility: image.visibility });
    const renew = (): Promise<void> => this.#renew(ids);
    return this.#changing(ids, organizing.organize.changing, said, { action: 'set_visibility', visibility }, shown, back, renew);
  }

  /** Shows the images with their new addresses: those of private images are signed, and the old ones end. */
  async #renew(ids: readonly string[]): Promise<void> {
    const { shelf } = this;
    const loaded = shelf.images(new Set(ids)).slice(0, RENEWED);
    shelf.show(await reread(loaded.map(({ id }) => id)));
  }

  /** The images leave the page. */
  #leaving(
    ids: readonly string[],
    title: string,
    said: (n: number) => string,
    action: BulkAction,
    inverse: Inverse
  ): Change {
    const { shelf } = this;
    const before = shelf.images(new Set(ids));
    const states = new Map([...before, ...this.known].map((image) => [image.id, image]));
    const name = (id: string): string => states.get(id)?.display_name ?? id;
    let gone: Tile[] = [];
    let done = new Set<string>();
    return {
      get said() {
        return said(done.size);
      },
      apply: () => (gone = shelf.hide(new Set(ids))),
      revert: () => shelf.putBack(gone),
      send: async () => {
        done = await bulk(title, ids, action, name);
        shelf.putBack(gone.filter(({ id }) => !done.has(id)));
        gone = gone.filter(({ id }) => done.has(id));
      },
      undo: () => undone(title, [...done], states, inverse, name)
    };
  }

  /** The images stay on the page, and look different. */
  #changing(
    ids: readonly string[],
    title: string,
    said: (n: number) => string,
    action: BulkAction,
    changed: (image: Image) => Image,
    inverse: Inverse,
    after: () => Promise<void> = async () => {}
  ): Change {
    const { shelf } = this;
    const before = shelf.images(new Set(ids));
    const states = new Map([...before, ...this.known].map((image) => [image.id, image]));
    const name = (id: string): string => states.get(id)?.display_name ?? id;
    let done = new Set<string>();
    return {
      get said() {
        return said(done.size);
      },
      apply: () => shelf.show(before.map(changed)),
      revert: () => shelf.show(before),
      send: async () => {
        done = await bulk(title, ids, action, name);
        shelf.show(before.filter(({ id }) => !done.has(id)));
        await after();
      },
      undo: () => undone(title, [...done], states, inverse, name).then(after)
    };
  }
}

/** The inverse call, once for each state that images come back to. What is not known of an image cannot come back. */
async function undone(
  title: string,
  ids: readonly string[],
  states: ReadonlyMap<string, Image>,
  inverse: Inverse,
  nameOf: (id: string) => string
): Promise<void> {
  const groups = new Map<string, { action: BulkAction; ids: string[] }>();
  for (const id of ids) {
    const state = states.get(id);
    const action = typeof inverse === 'function' ? state && inverse(state) : inverse;
    if (!action || ('tags' in action && !action.tags.length)) continue;
    const group = groups.get(JSON.stringify(action)) ?? { action, ids: [] };
    group.ids.push(id);
    groups.set(JSON.stringify(action), group);
  }
  for (const { action, ids: some } of groups.values()) await bulk(title, some, action, nameOf);
}
