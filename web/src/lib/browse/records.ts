import type { Image } from '../api/ask';
import { known, type Day } from './days';
import type { Filter, Source } from './load';

/** Reads the records of these images, in the order of the grid. It reports how many it has, and stops at the signal. */
export type Records = (ids: ReadonlySet<string>, report: (done: number) => void, signal: AbortSignal) => Promise<Image[]>;

/** A grid keeps the records of few images. The others are read again, a hundred at a time. */
export const recordsOf =
  (days: readonly Day[], filter: Filter, source: Source): Records =>
  async (ids, report, signal) => {
    const read = new Map<string, Image>();
    const found: Image[] = [];
    for (const day of days) {
      for (const [index, tile] of day.tiles.entries()) {
        if (!ids.has(tile.id)) continue;
        if (!tile.image && !read.has(tile.id)) {
          signal.throwIfAborted();
          const { images } = await source.imagesBefore(known(day, index), filter);
          for (const image of images) read.set(image.id, image);
          report(found.length);
        }
        const image = tile.image ?? read.get(tile.id);
        if (image) found.push(image);
      }
    }
    return found;
  };
