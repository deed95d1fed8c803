import { expect, it } from 'vitest';
import { largestLines, spark } from './overview';

it('draws the largest value at the top, and nothing at the bottom', () => {
  expect(spark([0, 5, 10], 100, 20)).toBe('M0.0,20.0L50.0,10.0L100.0,0.0');
});

it('draws a flat line for a week without views, and bears a single point', () => {
  expect(spark([0, 0], 10, 10)).toBe('M0.0,10.0L10.0,10.0');
  expect(spark([3], 10, 10)).toBe('M0.0,0.0');
  expect(spark([], 10, 10)).toBe('');
});

it('shows the largest lines of a receipt, and none that cost nothing', () => {
  const line = (what: string, amount: string) => ({ what, amount, part: what, group: 'ai', units: 1, unit: '', is_estimate: false }) as const;
  const lines = [line('a', '0.1'), line('b', '0'), line('c', '10'), line('d', '2'), line('e', '0.2')];
  expect(largestLines({ lines }).map(({ what }) => what)).toEqual(['c', 'd', 'e']);
  expect(lines[0]?.what).toBe('a');
});
