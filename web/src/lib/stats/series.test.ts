import { describe, expect, it } from 'vitest';
import { rangeOf } from './ranges';
import { change, filled, hitShare, largest, ticksFor, type Point } from './series';

const NOW = new Date('2026-11-29T12:34:56Z');
const week = rangeOf({ preset: 'week' }, NOW);
const point = (t: string, views: number): Point => ({
  t, views, requests: views, bandwidth_bytes: 10 * views, hits: 0, misses: 0, errors: 0, bot_views: 0
});

it('puts nothing where there were no requests', () => {
  const points = filled([point('2026-11-25T00:00:00Z', 3)], week);
  expect(points.map((each) => each.views)).toEqual([0, 0, 3, 0, 0, 0, 0]);
});

it('is a flat line for no data at all', () => {
  expect(filled([], week).every((each) => each.views === 0 && each.bandwidth_bytes === 0)).toBe(true);
});

describe('change', () => {
  it('is a share of what was there before', () => {
    expect(change(15, 10)).toBe(0.5);
    expect(change(0, 10)).toBe(-1);
  });

  it('has no share of nothing', () => {
    expect(change(5, 0)).toBeNull();
    expect(change(0, 0)).toBe(0);
  });
});

it('knows no share of hits without answers', () => {
  expect(hitShare({ hits: 0, misses: 0 })).toBeNull();
  expect(hitShare({ hits: 3, misses: 1 })).toBe(0.75);
});

it('joins what is left over to one', () => {
  const shares = [1, 5, 3, 2].map((views) => ({ name: `n${views}`, views, bandwidth_bytes: views }));
  expect(largest(shares, 2, 'rest')).toEqual([
    { name: 'n5', views: 5, bandwidth_bytes: 5 },
    { name: 'n3', views: 3, bandwidth_bytes: 3 },
    { name: 'rest', views: 3, bandwidth_bytes: 3 }
  ]);
  expect(largest(shares, 4, 'rest')).toHaveLength(4);
});

it('makes an axis of round steps', () => {
  expect(ticksFor(0)).toEqual([0, 1]);
  expect(ticksFor(3)).toEqual([0, 1, 2, 3]);
  expect(ticksFor(97)).toEqual([0, 50, 100]);
  expect(ticksFor(1234).at(-1)).toBe(1500);
});
