import Copy from '@lucide/svelte/icons/copy';
import Download from '@lucide/svelte/icons/download';
import Eye from '@lucide/svelte/icons/eye';
import FolderInput from '@lucide/svelte/icons/folder-input';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Tag from '@lucide/svelte/icons/tag';
import Trash from '@lucide/svelte/icons/trash-2';
import type { Action, Icon } from '../act/action';
import type { Image } from '../api/ask';
import { changes, type Change } from '../change/changes.svelte';
import { toasts } from '../change/toasts.svelte';
import { jobs } from '../progress/long-job.svelte';
import { Selection } from '../select/selection.svelte';
import { text } from '../text';
import type { ImageChanges } from './image-changes';
import type { Shelf } from './shelf';

type Images = Shelf & {
  ids(): string[];
  readonly total: number;
  learnAll(report: (done: number) => void, signal: AbortSignal): Promise<void>;
};
type Asking = 'tag' | 'untag' | 'move' | null;

/** What can be done with the selected images of a page. The bar, the keys and the command box show the same actions. */
export class Desk {
  readonly selection: Selection;
  asking = $state<Asking>(null);

  constructor(
    private readonly images: Images,
    private readonly place: { album?: string; isBin?: boolean } = {}
  ) {
    this.selection = new Selection(() => images.ids());
  }

  get chosen(): Image[] {
    return this.images.images(this.selection.ids);
  }

  /** The actions of the bar, in its order. */
  get actions(): Action[] {
    const one = (id: string, title: string, icon: unknown, run: () => unknown, keys?: string): Action => ({
      id,
      title,
      icon: icon as Icon,
      keys,
      group: text.select.group,
      when: () => this.selection.count > 0,
      run
    });
    if (this.place.isBin) return [one('restore', text.organize.restore, RotateCcw, () => this.restore(), 'r')];
    return [
      one('tag', text.organize.tag, Tag, () => (this.asking = 'tag'), 't'),
      one('untag', text.organize.untag, Tag, () => (this.asking = 'untag'), 'shift+t'),
      one('move', text.organize.move, FolderInput, () => (this.asking = 'move'), 'l'),
      one('public', text.organize.makePublic, Eye, () => this.setVisibility('public')),
      one('unlisted', text.organize.makeUnlisted, Eye, () => this.setVisibility('unlisted')),
      one('private', text.organize.makePrivate, Eye, () => this.setVisibility('private')),
      one('download', text.select.download, Download, () => this.download(), 'd'),
      one('copy', text.select.copy, Copy, () => this.copy(), 'c'),
      one('delete', text.bin.delete, Trash, () => this.remove(), 'delete')
    ];
  }

  /** Those that work without a selection as well. */
  get everywhere(): Action[] {
    return [
      { id: 'all', title: text.select.all, keys: 'mod+a', group: text.select.group, run: () => this.selectAll() },
      {
        id: 'none',
        title: text.select.none,
        keys: 'escape',
        group: text.select.group,
        when: () => this.selection.count > 0,
        run: () => this.selection.clear()
      }
    ];
  }

  /** Selects all, also those that have not been loaded yet. */
  async selectAll(): Promise<void> {
    const { images } = this;
    if (images.ids().length < images.total || this.place.isBin) {
      const job = await jobs.run(text.select.finding, images.total, (job, signal) =>
        images.learnAll((done) => job.report(done), signal)
      );
      if (job.state !== 'done') return;
    }
    this.selection.add(images.ids());
  }

  remove(): Promise<boolean> {
    return this.#run((ids, made) => made.remove(ids));
  }

  restore(): Promise<boolean> {
    return this.#run((ids, made) => made.restore(ids));
  }

  move(album: string, ids: readonly string[] = [...this.selection.ids]): Promise<boolean> {
    return this.#run((_, made) => made.move(ids, album, !this.place.album));
  }

  tag(tags: readonly string[]): Promise<boolean> {
    return this.#run((ids, made) => made.tag(ids, tags), true);
  }

  untag(tags: readonly string[]): Promise<boolean> {
    return this.#run((ids, made) => made.untag(ids, tags), true);
  }

  setVisibility(visibility: Image['visibility']): Promise<boolean> {
    return this.#run((ids, made) => made.setVisibility(ids, visibility), true);
  }

  async copy(): Promise<void> {
    const addresses = this.chosen.map(({ cdn_url }) => cdn_url);
    await navigator.clipboard.writeText(addresses.join('\n'));
    toasts.say(text.select.copied(addresses.length));
  }

  async download(): Promise<void> {
    const { download } = await import('../select/archive');
    await download(this.chosen);
  }

  async #run(made: (ids: string[], changes: ImageChanges) => Change, isKept = false): Promise<boolean> {
    const ids = [...this.selection.ids];
    if (!ids.length) return false;
    const { ImageChanges } = await import('./image-changes');
    const change = made(ids, new ImageChanges(this.images));
    if (!isKept) this.selection.clear();
    return changes.attempt(change);
  }
}
