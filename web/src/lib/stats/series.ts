import type { components } from '../api/schema';
import { periodsOf, type Range } from './ranges';

export type Point = components['schemas']['AnalyticsPoint'];
export type Share = components['schemas']['AnalyticsShare'];
export type Summary = components['schemas']['AnalyticsSummary'];

/** A point for each period of the range; the service leaves out those without requests. */
export function filled(points: readonly Point[], range: Range): Point[] {
  const known = new Map(points.map((point) => [Date.parse(point.t), point]));
  return periodsOf(range).map((start) => known.get(start.getTime()) ?? empty(start));
}

/** How much a number has changed, as a share of what it was; null if there was nothing before. */
export function change(now: number, was: number): number | null {
  if (was === 0) return now === 0 ? 0 : null;
  return (now - was) / was;
}

/** The share of answers that came from the edge; null without any. */
export function hitShare({ hits, misses }: { hits: number; misses: number }): number | null {
  return hits + misses === 0 ? null : hits / (hits + misses);
}

/** The largest shares first, and the rest as one; `rest` names that one. */
export function largest(shares: readonly Share[], limit: number, rest: string): Share[] {
  const sorted = [...shares].sort((a, b) => b.views - a.views);
  if (sorted.length <= limit) return sorted;
  const others = sorted.slice(limit);
  const sum = (of: (share: Share) => number) => others.reduce((total, each) => total + of(each), 0);
  return [...sorted.slice(0, limit), { name: rest, views: sum((each) => each.views), bandwidth_bytes: sum((each) => each.bandwidth_bytes) }];
}

/** A round number at or above the largest value, and the steps up to it, for an axis. */
export function ticksFor(largestValue: number, wanted = 4): number[] {
  if (largestValue <= 0) return [0, 1];
  const rough = largestValue / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((each) => each * magnitude).find((each) => each >= rough) ?? rough);
  const count = Math.ceil(largestValue / step);
  return Array.from({ length: count + 1 }, (_, n) => n * step);
}

function empty(start: Date): Point {
  return { t: start.toISOString(), requests: 0, views: 0, bandwidth_bytes: 0, hits: 0, misses: 0, errors: 0, bot_views: 0 };
}
