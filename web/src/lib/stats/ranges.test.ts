import { describe, expect, it } from 'vitest';
import { askedIn, before, periodsOf, queryOf, rangeOf } from './ranges';

const NOW = new Date('2026-11-29T12:34:56Z');
const iso = (dates: Date[]) => dates.map((each) => each.toISOString().slice(0, 16));

describe('what an address asks for', () => {
  it('is a preset, or days of one’s own', () => {
    expect(askedIn(new URLSearchParams('range=week'))).toEqual({ preset: 'week' });
    expect(askedIn(new URLSearchParams('from=2026-01-01&to=2026-01-31'))).toEqual({ first: '2026-01-01', last: '2026-01-31' });
  });

  it.each(['', 'range=fortnight', 'from=2026-01-31&to=2026-01-01', 'from=yesterday&to=today', 'from=2026-99-01&to=2026-99-02'])(
    'is the last 30 days for %o',
    (query) => expect(askedIn(new URLSearchParams(query))).toEqual({ preset: 'month' })
  );

  it('comes back from the address that it makes', () => {
    for (const asked of [{ preset: 'year' as const }, { first: '2026-01-01', last: '2026-01-02' }])
      expect(askedIn(new URLSearchParams(queryOf(asked)))).toEqual(asked);
  });
});

describe('a range', () => {
  it('of a day has 24 hours, the present one included', () => {
    const range = rangeOf({ preset: 'day' }, NOW);
    expect(iso(periodsOf(range))).toHaveLength(24);
    expect(iso(periodsOf(range)).at(-1)).toBe('2026-11-29T12:00');
  });

  it('of a week has seven days, today included', () => {
    const days = iso(periodsOf(rangeOf({ preset: 'week' }, NOW)));
    expect([days.length, days[0], days.at(-1)]).toEqual([7, '2026-11-23T00:00', '2026-11-29T00:00']);
  });

  it('of a year is cut into months', () => {
    expect(iso(periodsOf(rangeOf({ preset: 'year' }, NOW))).at(0)).toBe('2025-11-01T00:00');
  });

  it('of one’s own ends with its last day, or now', () => {
    expect(rangeOf({ first: '2026-01-01', last: '2026-01-31' }, NOW).to.toISOString()).toBe('2026-02-01T00:00:00.000Z');
    expect(rangeOf({ first: '2026-11-28', last: '2026-12-31' }, NOW).to).toEqual(NOW);
  });

  it('has hours only while the service keeps them', () => {
    expect(rangeOf({ first: '2026-11-28', last: '2026-11-29' }, NOW).interval).toBe('hour');
    expect(rangeOf({ first: '2026-01-28', last: '2026-01-29' }, NOW).interval).toBe('day');
    expect(rangeOf({ first: '2024-01-01', last: '2026-01-29' }, NOW).interval).toBe('month');
  });

  it('is compared with one of its own length that ends where it begins', () => {
    const range = rangeOf({ preset: 'week' }, NOW);
    const earlier = before(range);
    expect(earlier.to).toEqual(range.from);
    expect(earlier.from.toISOString()).toBe('2026-11-16T00:00:00.000Z');
  });
});
