import { bytes, count, country } from '../text';
import { stats } from '../text/stats';
import type { Interval } from './ranges';
import type { Receipt, SeenImage, StoragePoint } from './report';
import { largest, type Point, type Share, type Summary } from './series';
import type { Sheet, SheetColumn } from './sheet';

const FEW = 8;

const views = <Row extends { views: number }>(): SheetColumn<Row> => ({
  key: 'views', title: stats.views, value: (row) => row.views, shown: (row) => count(row.views)
});
const sent = <Row extends { bandwidth_bytes: number }>(): SheetColumn<Row> => ({
  key: 'bytes', title: stats.bytes, value: (row) => row.bandwidth_bytes, shown: (row) => bytes(row.bandwidth_bytes)
});

/** How a point's period is called: an hour, a day or a month, in UTC. */
export function periodName(iso: string, interval: Interval, locale?: string): string {
  const parts: Record<Interval, Intl.DateTimeFormatOptions> = {
    hour: { hour: '2-digit', minute: '2-digit', day: 'numeric', month: 'short' },
    day: { day: 'numeric', month: 'short' },
    month: { month: 'short', year: 'numeric' }
  };
  return new Intl.DateTimeFormat(locale, { ...parts[interval], timeZone: 'UTC' }).format(new Date(iso));
}

export function pointSheet(points: readonly Point[], value: SheetColumn<Point>, interval: Interval, locale: string): Sheet<Point> {
  const period: SheetColumn<Point> = {
    key: 'period', title: stats.period, value: (point) => point.t, shown: (point) => periodName(point.t, interval, locale)
  };
  return { columns: [period, value], rows: points };
}

export const viewsOf: SheetColumn<Point> = views();
export const bytesOf: SheetColumn<Point> = sent();

/** What was stored at the end of each period. */
export function storageSheet(points: readonly StoragePoint[], interval: Interval, locale: string): Sheet<StoragePoint> {
  const size = (key: 'original_bytes' | 'bin_bytes', title: string): SheetColumn<StoragePoint> => ({
    key, title, value: (point) => point[key], shown: (point) => bytes(point[key])
  });
  const number = (key: 'images' | 'bin_images', title: string): SheetColumn<StoragePoint> => ({
    key, title, value: (point) => point[key], shown: (point) => count(point[key])
  });
  return {
    columns: [
      { key: 'period', title: stats.period, value: (point) => point.t, shown: (point) => periodName(point.t, interval, locale) },
      size('original_bytes', stats.originals),
      size('bin_bytes', stats.inBin),
      number('images', stats.images),
      number('bin_images', stats.imagesInBin)
    ],
    rows: points
  };
}

/** Shares with their names for people, as a table. */
export function shareSheet(shares: readonly Share[], title: string, nameOf: (name: string) => string): Sheet<Share> {
  return { columns: [{ key: 'name', title, value: (share) => nameOf(share.name) }, views(), sent()], rows: shares };
}

/** The bars for shares: the largest, and the rest as one. */
export function barsOf(shares: readonly Share[], nameOf: (name: string) => string, limit = FEW) {
  return largest(shares, limit, stats.others).map(({ name, views }) => ({
    key: name,
    name: name === stats.others ? name : nameOf(name),
    value: views,
    shown: count(views)
  }));
}

export function imageSheet(images: readonly SeenImage[]): Sheet<SeenImage> {
  return {
    columns: [
      { key: 'name', title: stats.image, value: ({ image, id }) => image?.display_name ?? id },
      { key: 'views', title: stats.views, value: ({ share }) => share.views, shown: ({ share }) => count(share.views) },
      { key: 'bytes', title: stats.bytes, value: ({ share }) => share.bandwidth_bytes, shown: ({ share }) => bytes(share.bandwidth_bytes) }
    ],
    rows: images
  };
}

type Answers = { name: string; value: number };

/** Who has answered the requests of a range. */
export function answerSheet({ hits, misses, errors }: Summary): Sheet<Answers> {
  return {
    columns: [
      { key: 'name', title: stats.result, value: (row) => row.name },
      { key: 'requests', title: stats.requests, value: (row) => row.value, shown: (row) => count(row.value) }
    ],
    rows: [
      { name: stats.hits, value: hits },
      { name: stats.misses, value: misses },
      { name: stats.errors, value: errors }
    ]
  };
}

/** What a line of a receipt is for. The API's own word where it is newer than this page. */
export const partName = ({ part, what }: Receipt['lines'][number]): string => stats.parts[part] ?? what;
export const countryName = (code: string): string => (code === 'ZZ' ? stats.unknownCountry : country(code));
export const hostName = (host: string): string => (host === 'direct' || host === 'unreadable' ? stats.direct : host);
export const asIs = (name: string): string => name;
