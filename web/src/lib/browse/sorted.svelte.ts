import type { Image } from '../api/ask';
import { jobs } from '../progress/long-job.svelte';
import { text } from '../text';
import type { Sort } from '../ui/Table.svelte';
import type { Day } from './days';
import type { Timeline } from './timeline.svelte';

/** The library can only be read by date. For another order all records are loaded, so there is a limit. */
export const MOST = 2_000;

const VALUES: Record<string, (image: Image) => string | number> = {
  name: ({ display_name }) => display_name.toLocaleLowerCase(),
  type: ({ content_type }) => content_type ?? '',
  dimensions: ({ width, height }) => (width ?? 0) * (height ?? 0),
  size: ({ size_bytes }) => size_bytes ?? 0,
  date: ({ created_at }) => created_at
};

/** A timeline in the order of a column. */
export class Sorted {
  sort = $state.raw<Sort | null>(null);

  constructor(private readonly timeline: Timeline) {}

  readonly canSort = $derived.by(() => this.timeline.total <= MOST);

  readonly days = $derived.by<readonly Day[]>(() => {
    const { days } = this.timeline;
    const value = VALUES[this.sort?.by ?? ''];
    if (!this.sort || !value) return days;
    const sign = this.sort.order === 'asc' ? 1 : -1;
    const tiles = days
      .flatMap((day) => day.tiles)
      .filter(({ image }) => image)
      .sort((a, b) => sign * compared(value(a.image!), value(b.image!)));
    return [{ day: 'all', total: tiles.length, tiles }];
  });

  /** Sorts by a column; null is by date again, newest first. */
  async by(sort: Sort | null): Promise<void> {
    if (!sort || (sort.by === 'date' && sort.order === 'desc')) {
      this.sort = null;
      return;
    }
    const { timeline } = this;
    const job = await jobs.run(text.browse.sorting, timeline.total, (job, signal) =>
      timeline.learnAll((done) => job.report(done), signal)
    );
    if (job.state === 'done') this.sort = sort;
  }
}

function compared(a: string | number, b: string | number): number {
  return typeof a === 'string' ? a.localeCompare(String(b), undefined, { numeric: true }) : a - Number(b);
}
