import Copy from '@lucide/svelte/icons/copy';
import Download from '@lucide/svelte/icons/download';
import Eye from '@lucide/svelte/icons/eye';
import FolderInput from '@lucide/svelte/icons/folder-input';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Tag from '@lucide/svelte/icons/tag';
import Trash from '@lucide/svelte/icons/trash-2';
import type { Action, Icon } from '../act/action';
import type { Image } from '../api/ask';
import type { Records } from '../browse/records';
import { changes, type Change } from '../change/changes.svelte';
import { jobs } from '../progress/long-job.svelte';
import type { Selection } from '../select/selection.svelte';
import { copyLater } from '../share/clipboard';
import { text } from '../text';
import { organizing } from '../text/organizing';
import type { ImageChanges } from './image-changes';
import type { Shelf } from './shelf';

/** The images of a grid, as far as its selection is about. */
export type Images = Shelf & {
  ids(): string[];
  readonly total: number;
  /** Where not all records are kept. */
  records?: Records;
  learnAll(report: (done: number) => void, signal: AbortSignal): Promise<void>;
};
type Asking = 'tag' | 'untag' | 'move' | null;

/** What can be done with the selected images of a page. The bar, the keys and the command box show the same actions. */
export class Desk {
  asking = $state<Asking>(null);

  constructor(
    private readonly images: Images,
    readonly selection: Selection,
    private readonly place: { album?: string; isBin?: boolean } = {}
  ) {}

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
      group: organizing.select.group,
      when: () => this.selection.count > 0,
      run
    });
    if (this.place.isBin) return [one('restore', organizing.organize.restore, RotateCcw, () => this.restore(), 'r')];
    return [
      one('tag', organizing.organize.tag, Tag, () => (this.asking = 'tag'), 't'),
      one('untag', organizing.organize.untag, Tag, () => (this.asking = 'untag'), 'shift+t'),
      one('move', organizing.organize.move, FolderInput, () => (this.asking = 'move'), 'l'),
      one('public', organizing.organize.makePublic, Eye, () => this.setVisibility('public')),
      one('unlisted', organizing.organize.makeUnlisted, Eye, () => this.setVisibility('unlisted')),
      one('private', organizing.organize.makePrivate, Eye, () => this.setVisibility('private')),
      one('download', organizing.select.download, Download, () => this.download(), 'd'),
      one('copy', organizing.select.copy, Copy, () => this.copy(), 'c'),
      one('delete', text.bin.delete, Trash, () => this.remove(), 'delete')
    ];
  }

  /** Those that work without a selection as well. */
  get everywhere(): Action[] {
    return [
      { id: 'all', title: organizing.select.all, keys: 'mod+a', group: organizing.select.group, run: () => this.selectAll() },
      {
        id: 'none',
        title: organizing.select.none,
        keys: 'escape',
        group: organizing.select.group,
        when: () => this.selection.count > 0,
        run: () => this.selection.clear()
      }
    ];
  }

  /** Selects all, also those that have not been loaded yet. */
  async selectAll(): Promise<void> {
    const { images } = this;
    if (images.ids().length < images.total || this.place.isBin) {
      const job = await jobs.run(organizing.select.finding, images.total, (job, signal) =>
        images.learnAll((done) => job.report(done), signal)
      );
      if (job.state !== 'done') return;
    }
    this.selection.add(images.ids());
  }

  remove(): Promise<boolean> {
    return this.#run((ids, made) => made.remove(ids), false, false);
  }

  restore(): Promise<boolean> {
    return this.#run((ids, made) => made.restore(ids), false, false);
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
    const found = this.#records();
    const words = Promise.all([found, import('../share/hosts')]).then(([images, { addressesOf }]) => images && addressesOf(images));
    await copyLater(words, async () => organizing.select.copied((await found)?.length ?? 0));
  }

  async download(): Promise<void> {
    const { download } = await import('../select/archive');
    await download(() => this.#records());
  }

  async #run(made: (ids: string[], changes: ImageChanges) => Change, isKept = false, needsRecords = true): Promise<boolean> {
    const ids = [...this.selection.ids];
    if (!ids.length) return false;
    const { ImageChanges } = await import('./image-changes');
    const before = needsRecords ? await this.#records() : this.chosen;
    if (!before) return false;
    const change = made(ids, new ImageChanges(this.images, before));
    if (!isKept) this.selection.clear();
    return changes.attempt(change);
  }

  /** The records of all that is selected. Null when reading them was cancelled or has failed, which a notice says. */
  async #records(): Promise<Image[] | null> {
    const { images } = this;
    const ids = new Set(this.selection.ids);
    let found = images.images(ids);
    if (found.length === ids.size || !images.records) return found;
    const job = await jobs.run(organizing.select.reading, ids.size, async (job, signal) => {
      found = await images.records!(ids, (done) => job.report(done), signal);
    });
    return job.state === 'done' ? found : null;
  }
}
