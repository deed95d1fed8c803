/** A stretch of time to look at, and how it is cut into points. */
export type Interval = 'hour' | 'day' | 'month';
export type Range = { from: Date; to: Date; interval: Interval };
export const PRESETS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Preset = (typeof PRESETS)[number];
/** What an address asks for: a preset, or days of one's own (both included, as in "2026-11-29"). */
export type Asked = { preset: Preset } | { first: string; last: string };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS: Record<Exclude<Preset, 'day'>, number> = { week: 7, month: 30, quarter: 90, year: 365 };
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the address says; the last 30 days if it says nothing that makes sense. */
export function askedIn(query: URLSearchParams): Asked {
  const [first, last] = [query.get('from') ?? '', query.get('to') ?? ''];
  if (isDay(first) && isDay(last) && first <= last) return { first, last };
  const preset = PRESETS.find((each) => each === query.get('range'));
  return { preset: preset ?? 'month' };
}

/** The address's query for a choice. */
export function queryOf(asked: Asked): string {
  return 'preset' in asked ? `?range=${asked.preset}` : `?from=${asked.first}&to=${asked.last}`;
}

/** The range from the start of its first hour or day (UTC, as the service counts) until now. */
export function rangeOf(asked: Asked, now: Date): Range {
  if ('first' in asked) return ownRange(asked, now);
  if (asked.preset === 'day') return { from: startOfHour(new Date(now.getTime() - 23 * HOUR_MS)), to: now, interval: 'hour' };
  const days = DAYS[asked.preset];
  const from = startOfDay(new Date(now.getTime() - (days - 1) * DAY_MS));
  return { from, to: now, interval: asked.preset === 'year' ? 'month' : 'day' };
}

/** The range of the same length that ends where this one begins. */
export function before(range: Range): Range {
  const step = range.interval === 'hour' ? HOUR_MS : DAY_MS;
  const length = Math.ceil((range.to.getTime() - range.from.getTime()) / step) * step;
  return { from: new Date(range.from.getTime() - length), to: range.from, interval: range.interval };
}

/** The starts of all periods of a range. */
export function periodsOf({ from, to, interval }: Range): Date[] {
  const starts: Date[] = [];
  for (let at = startOf(from, interval); at < to; at = next(at, interval)) starts.push(at);
  return starts;
}

function ownRange({ first, last }: { first: string; last: string }, now: Date): Range {
  const from = new Date(`${first}T00:00:00Z`);
  const end = new Date(Date.parse(`${last}T00:00:00Z`) + DAY_MS);
  const to = end < now ? end : now;
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  const hasHours = days <= 2 && now.getTime() - from.getTime() < 90 * DAY_MS;
  return { from, to, interval: hasHours ? 'hour' : days <= 190 ? 'day' : 'month' };
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text));
}

function startOfHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}

function startOfDay(at: Date): Date {
  return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
}

function startOf(at: Date, interval: Interval): Date {
  if (interval === 'hour') return startOfHour(at);
  if (interval === 'day') return startOfDay(at);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()));
}

function next(at: Date, interval: Interval): Date {
  if (interval === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1));
  return new Date(at.getTime() + (interval === 'hour' ? HOUR_MS : DAY_MS));
}
