import type { Image } from '../api/ask';
import { dayOf, known, merged, together, type Day, type Tile } from './days';
import { library, type Filter, type Source } from './load';
import { recordsOf, type Records } from './records';

export type Place = { day: number; index: number };
/** The images that are kept whole. Of others, only the ids and ratios stay, so that nothing moves. */
const KEPT = 2_000;
const AT_ONCE = 2;

/** All images of the library or of an album by day, newest first, of which those are loaded that are looked at. */
export class Timeline {
  days = $state.raw<readonly Day[]>([]);
  problem = $state.raw<unknown>(null);
  isCounted = $state(false);
  readonly total = $derived(this.days.reduce((sum, day) => sum + day.total, 0));
  #wanted: [Place, Place] | null = null;
  #underWay = new Set<string>();

  constructor(
    readonly filter: Filter = {},
    private readonly source: Source = library
  ) {}

  /** Asks how many images there are of each day. Call it again for what others have changed. */
  async count(): Promise<void> {
    try {
      const counted = await this.source.countsOf(this.filter);
      const old = new Map(this.days.map((day) => [day.day, day]));
      this.days = counted.map(({ day, images }) => ({ day, total: images, tiles: old.get(day)?.tiles ?? [] }));
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }
    this.isCounted = true;
    this.#go();
  }

  /** Loads what lies between two places, as far as it is not here. What was wanted before is wanted no more. */
  need(from: Place, to: Place): void {
    this.#wanted = [from, to];
    this.#go();
  }

  /** Tries again what has failed. */
  retry(): void {
    this.problem = null;
    if (this.isCounted && this.days.length) this.#go();
    else void this.count();
  }

  /** Images that are new or have changed. */
  show(images: readonly Image[]): void {
    const here = images.filter(({ album }) => !this.filter.album || album === this.filter.album);
    this.#take(here, true);
  }

  /** Looks whether there is anything newer than what is known, from another tab or program. */
  async look(): Promise<void> {
    const newest = this.days[0]?.tiles[0]?.at;
    if (!newest) return this.days.length ? undefined : this.count();
    const { images } = await this.source.imagesBefore(new Date(Date.now() + 86_400_000).toISOString(), this.filter);
    this.show(images.filter(({ created_at }) => created_at > newest));
  }

  /** Asks again for what is in view, after somebody has been on another page. */
  async refresh(): Promise<void> {
    const [from] = this.#wanted ?? [];
    const tile = from && this.days[from.day]?.tiles[from.index];
    if (!from || !tile) return;
    const before = new Date(Date.parse(tile.at) + 1).toISOString();
    const { images, isLast } = await this.source.imagesBefore(before, this.filter);
    const still = new Set(images.map(({ id }) => id));
    const oldest = isLast ? '' : images.at(-1)!.created_at;
    const asked = this.days.flatMap((day) => day.tiles).filter(({ at }) => at <= tile.at && at > oldest);
    this.hide(new Set(asked.filter(({ id }) => !still.has(id)).map(({ id }) => id)));
    this.#take(images, false);
  }

  /** Takes images out. Returns what `putBack` shows again. */
  hide(ids: ReadonlySet<string>): Tile[] {
    const gone: Tile[] = [];
    const left = this.days.map((day) => {
      const tiles = day.tiles.filter((tile) => !ids.has(tile.id) || !gone.push(tile));
      return tiles.length === day.tiles.length ? day : { ...day, tiles, total: day.total - day.tiles.length + tiles.length };
    });
    this.days = left.filter((day) => day.total > 0);
    return gone;
  }

  putBack(tiles: readonly Tile[]): void {
    this.days = together(this.days, tiles, true);
  }

  /** Ids of what is known, newest first. */
  ids(): string[] {
    return this.days.flatMap((day) => day.tiles.map(({ id }) => id));
  }

  images(ids: ReadonlySet<string>): Image[] {
    return this.days.flatMap((day) => day.tiles.flatMap(({ id, image }) => (image && ids.has(id) ? [image] : [])));
  }

  /** The records of images, also of those that are not kept. */
  records: Records = (...asked) => recordsOf(this.days, this.filter, this.source)(...asked);

  /** Learns the ids of all images, page by page. */
  async learnAll(report: (done: number) => void, signal: AbortSignal): Promise<void> {
    for (let gap = this.#gap(); gap; gap = this.#gap()) {
      signal.throwIfAborted();
      await this.#load(gap.before);
      report(this.days.reduce((sum, day) => sum + day.tiles.length, 0));
    }
  }

  #gap(): { before: string } | null {
    const day = this.days.find(({ tiles, total }) => tiles.length < total);
    return day ? { before: known(day, day.tiles.length) } : null;
  }

  /** Begins to load the first gap of what is wanted. */
  #go(): void {
    if (!this.#wanted || this.problem) return;
    const [from, to] = this.#wanted;
    for (let n = from.day; n <= to.day && this.#underWay.size < AT_ONCE; n++) {
      const day = this.days[n];
      if (!day) return;
      const begin = n === from.day ? from.index : 0;
      const end = Math.min(day.total, n === to.day ? to.index + 1 : day.total);
      for (let index = begin; index < end; index++) {
        if (day.tiles[index]?.image) continue;
        const before = known(day, index);
        if (!this.#underWay.has(before)) void this.#ask(before);
        return; // the answer is likely to fill the next gap as well
      }
    }
  }

  async #ask(before: string): Promise<void> {
    this.#underWay.add(before);
    try {
      await this.#load(before);
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.#underWay.delete(before);
    }
    this.#go();
  }

  async #load(before: string): Promise<void> {
    const { images, isLast } = await this.source.imagesBefore(before, this.filter);
    const newest = dayOf(before, -1);
    const oldest = isLast ? '' : dayOf(images.at(-1)!.created_at);
    this.#take(images, false);
    // A day that the answer has passed is whole, whatever its count said.
    this.days = this.days
      .map((day) => (day.day <= newest && day.day > oldest ? { ...day, total: day.tiles.length } : day))
      .filter((day) => day.total > 0);
    this.#forget();
  }

  #take(images: readonly Image[], isNew: boolean): void {
    if (images.length) this.days = merged(this.days, images, isNew);
  }

  /** Keeps the records of the days around what is wanted, and of others only what the layout needs. */
  #forget(): void {
    const wanted = this.#wanted;
    const loaded = this.days.reduce((sum, day) => sum + Number(day.isHeld !== false) * day.tiles.length, 0);
    if (!wanted || loaded <= KEPT) return;
    const bare = (tile: Tile): Tile => (tile.image ? { ...tile, image: null } : tile);
    const isNear = (n: number): boolean => n >= wanted[0].day - 3 && n <= wanted[1].day + 3;
    this.days = this.days.map((day, n) =>
      isNear(n) || day.isHeld === false || !day.tiles.length ? day : { ...day, isHeld: false, tiles: day.tiles.map(bare) }
    );
  }
}
