import { expect, it } from 'vitest';
import { Rate } from './rate';

it('tells speed and time left', () => {
  const rate = new Rate();
  for (let second = 0; second <= 3; second++) rate.take(second * 1000, second * 1000);
  expect(rate.perSecond).toBe(1000);
  expect(rate.left(4500)).toBe(5);
});

it('looks back five seconds only', () => {
  const rate = new Rate();
  for (let second = 0; second <= 10; second++) rate.take(second * 100, second * 1000);
  for (let second = 11; second <= 16; second++) rate.take(1000 + (second - 10) * 900, second * 1000);
  expect(rate.perSecond).toBe(900);
});

it('says nothing too early, nor after a restart', () => {
  const rate = new Rate();
  expect(rate.left(1)).toBeNull();
  rate.take(0, 0);
  rate.take(500, 100);
  expect(rate.perSecond).toBeNull();
  rate.take(5000, 1000);
  rate.take(0, 2000);
  expect(rate.perSecond).toBeNull();
});
