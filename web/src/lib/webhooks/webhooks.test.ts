import { describe, expect, it } from 'vitest';
import { KINDS, standingOf, USUAL, withAsked, type Delivery } from './webhooks';

describe('standingOf', () => {
  it.each([
    [{ enabled: true, disabled_reason: null, failing_since: null }, 'on'],
    [{ enabled: true, disabled_reason: null, failing_since: '2026-11-30T10:00:00Z' }, 'failing'],
    [{ enabled: false, disabled_reason: null, failing_since: null }, 'off'],
    [{ enabled: false, disabled_reason: 'gone', failing_since: '2026-11-30T10:00:00Z' }, 'gone'],
    [{ enabled: false, disabled_reason: 'failing', failing_since: '2026-11-30T10:00:00Z' }, 'given-up']
  ] as const)('says of %o that it is %s', (webhook, standing) => {
    expect(standingOf(webhook)).toBe(standing);
  });
});

describe('KINDS', () => {
  it('has each kind once, and all usual ones', () => {
    const all = KINDS.flatMap(({ kinds }) => kinds);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining([...USUAL]));
  });
});

describe('withAsked', () => {
  it('puts what was asked for first, and once', () => {
    const of = (id: string) => ({ id }) as Delivery;
    expect(withAsked([of('b'), of('a')], of('c')).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(withAsked([of('c'), of('a')], of('c')).map(({ id }) => id)).toEqual(['c', 'a']);
  });
});
