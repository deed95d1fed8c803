import { api } from '../api/client';
import { ask, type Image } from '../api/ask';

/** Which images a grid shows. */
export type Filter = { album?: string };

const PAGE = 100;

/** How many images there are of each day, newest first. */
async function countsOf({ album }: Filter): Promise<{ day: string; images: number }[]> {
  const { data } = await ask(api.GET('/v1/images/months', { params: { query: { album } } }));
  return data.flatMap((month) => month.days);
}

/** A hundred images from before a moment, newest first, and whether there are no more. */
async function imagesBefore(before: string, { album }: Filter): Promise<{ images: Image[]; isLast: boolean }> {
  let cursor: string | undefined;
  do {
    const query = { album, to: before, limit: PAGE, cursor };
    const { data, next_cursor } = await ask(api.GET('/v1/images', { params: { query } }));
    if (data.length || !next_cursor) return { images: data, isLast: !next_cursor };
    cursor = next_cursor; // the page held only reservations
  } while (true);
}

/** Where a timeline gets its counts and images from. */
export type Source = { countsOf: typeof countsOf; imagesBefore: typeof imagesBefore };

export const library: Source = { countsOf, imagesBefore };
