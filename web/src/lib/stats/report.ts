import { api } from '../api/client';
import { ask, type Image } from '../api/ask';
import type { components } from '../api/schema';
import { before, type Range } from './ranges';
import { filled, type Point, type Share, type Summary } from './series';

export type Receipt = components['schemas']['CostReceipt'];
export type StoragePoint = components['schemas']['StoragePoint'];

/** The numbers of a range. Each part loads, and fails, by itself. */
export type Report = {
  summaries: Promise<{ now: Summary; was: Summary }>;
  points: Promise<Point[]>;
  countries: Promise<Share[]>;
  variants: Promise<Share[]>;
  formats: Promise<Share[]>;
  referrers: Promise<Share[]>;
  images: Promise<SeenImage[]>;
  storage: Promise<StoragePoint[]>;
  receipt: Promise<Receipt>;
};
/** An image among the most viewed; null in place of one that is deleted. */
export type SeenImage = { id: string; image: Image | null; share: Share };

const MOST_IMAGES = 8;
const MOST = 250;

/** Asks for everything that the statistics of a range show. */
export function reportOf(range: Range): Report {
  const query = asked(range);
  return quiet({
    summaries: both(range),
    points: ask(api.GET('/v1/analytics/timeseries', { params: { query: { ...query, interval: range.interval } } })).then(
      (found) => filled(rows<Point>(found), range)
    ),
    countries: ask(api.GET('/v1/analytics/countries', { params: { query: { ...query, limit: MOST } } })).then(viewed),
    variants: ask(api.GET('/v1/analytics/variants', { params: { query } })).then(viewed),
    formats: ask(api.GET('/v1/analytics/formats', { params: { query } })).then(viewed),
    referrers: ask(api.GET('/v1/analytics/referrers', { params: { query } })).then(viewed),
    images: ask(api.GET('/v1/analytics/top-images', { params: { query: { ...query, limit: MOST_IMAGES } } })).then((found) =>
      Promise.all(viewed(found).map(named))
    ),
    storage: ask(api.GET('/v1/analytics/storage', { params: { query: { ...query, interval: range.interval } } })).then(rows<StoragePoint>),
    receipt: readReceipt()
  });
}

/** What the running month has cost the caller so far. Raises ApiError. */
export const readReceipt = (): Promise<Receipt> => ask(api.GET('/v1/costs')) as Promise<Receipt>;

/** The totals of a range, and of the one before. Raises ApiError. */
export async function both(range: Range): Promise<{ now: Summary; was: Summary }> {
  const [now, was] = await Promise.all([range, before(range)].map(summary));
  return { now: now as Summary, was: was as Summary };
}

async function summary(range: Range): Promise<Summary> {
  return (await ask(api.GET('/v1/analytics/summary', { params: { query: asked(range) } }))) as Summary;
}

async function named(share: Share): Promise<SeenImage> {
  const found = await ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: share.name } } })).catch(() => null);
  return { id: share.name, image: found, share };
}

function asked({ from, to }: Range): { from: string; to: string } {
  return { from: from.toISOString(), to: to.toISOString() };
}

/** JSON answers hold their rows in `data`; the same routes can answer CSV, which is a string. */
function rows<Row>(found: unknown): Row[] {
  return (found as { data: Row[] }).data;
}

/** Shares of what people looked at. Those that only programs asked for are left out. */
const viewed = (found: unknown): Share[] => rows<Share>(found).filter(({ views }) => views > 0);

/** A part whose failure nobody has looked at yet is no unhandled error: its card will say it. */
function quiet(report: Report): Report {
  for (const part of Object.values(report)) part.catch(() => undefined);
  return report;
}
