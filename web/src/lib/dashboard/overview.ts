import { api } from '../api/client';
import { serverNow } from '../api/clock';
import { ask, type Image } from '../api/ask';
import { page } from '../browse/library.svelte';
import { rangeOf, type Range } from '../stats/ranges';
import { both, readReceipt, type Receipt } from '../stats/report';
import { filled, type Point, type Summary } from '../stats/series';
import { readUsage, type Usage } from '../usage/usage';

export type Week = { now: Summary; was: Summary; points: Point[] };
export type Overview = {
  recent: Promise<Image[]>;
  failed: Promise<Image[]>;
  week: Promise<Week>;
  usage: Promise<Usage>;
  receipt: Promise<Receipt>;
};

const RECENT = 12;
const FAILED = 5;
const LINES = 3;

/** What the dashboard shows. Each part loads, and fails, by itself. */
export function overview(): Overview {
  const lately = rangeOf({ preset: 'week' }, serverNow());
  const parts = { recent: recent(), failed: failed(), week: week(lately), usage: readUsage(), receipt: readReceipt() };
  for (const part of Object.values(parts)) part.catch(() => undefined); // its card will say it
  return parts;
}

async function recent(): Promise<Image[]> {
  return (await page(undefined, RECENT)).data;
}

async function failed(): Promise<Image[]> {
  return (await ask(api.GET('/v1/images', { params: { query: { status: 'rejected', limit: FAILED } } }))).data;
}

async function week(range: Range): Promise<Week> {
  const query = { from: range.from.toISOString(), to: range.to.toISOString(), interval: range.interval };
  const [totals, found] = await Promise.all([both(range), ask(api.GET('/v1/analytics/timeseries', { params: { query } }))]);
  return { ...totals, points: filled((found as { data: Point[] }).data, range) };
}

/** The largest lines of a receipt that are not nothing. */
export function largestLines({ lines }: Pick<Receipt, 'lines'>): Receipt['lines'] {
  return lines
    .filter(({ amount }) => Number(amount) > 0)
    .sort((a, b) => Number(b.amount) - Number(a.amount))
    .slice(0, LINES);
}

/** The points of a small line, as an SVG path in a box of that size. */
export function spark(values: readonly number[], width: number, height: number): string {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, n) => `${n ? 'L' : 'M'}${(n * step).toFixed(1)},${(height - (height * value) / most).toFixed(1)}`).join('');
}
