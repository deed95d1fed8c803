import { expect, it } from 'vitest';
import { levelOf, monthsOf, since, type Usage } from './usage';

const plan = (more: Partial<Usage['plan']> = {}): Usage['plan'] => ({
  tier: 'free',
  is_enforced: true,
  max_images: 100,
  grace_images: 10,
  images_left: 110,
  notices: [],
  ...more
});

it.each([
  [79, null],
  [80, 'near'],
  [99, 'near'],
  [100, 'full'],
  [109, 'full'],
  [110, 'over']
])('of 100 images and a reserve of 10, %i are %s', (images, level) => {
  expect(levelOf({ images, plan: plan({ images_left: 110 - images }) })).toBe(level);
});

it('says nothing where plans are off', () => {
  expect(levelOf({ images: 1000, plan: plan({ is_enforced: false, images_left: null }) })).toBeNull();
});

it('knows when a level was reached', () => {
  const notices = [{ percent: 80, at: '2026-11-01T00:00:00Z' }];
  expect(since(plan({ notices }), 'near')).toBe('2026-11-01T00:00:00Z');
  expect(since(plan({ notices }), 'full')).toBeNull();
});

it('lists months without a gap, the newest twelve', () => {
  const now = new Date('2026-02-10T00:00:00Z');
  expect(monthsOf({ '2025-11': 3, '2026-01': 1 }, now)).toEqual([
    { month: '2025-11', images: 3 },
    { month: '2025-12', images: 0 },
    { month: '2026-01', images: 1 },
    { month: '2026-02', images: 0 }
  ]);
  expect(monthsOf({ '2020-01': 1 }, now)).toHaveLength(12);
  expect(monthsOf({}, now)).toEqual([]);
});
