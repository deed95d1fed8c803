import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HEIGHT, WIDTH, outlines, project, strength } from './world';

const atlas = JSON.parse(readFileSync('node_modules/world-atlas/countries-110m.json', 'utf8'));
const world = outlines(atlas);

it('puts the middle of the map at 0°, and both ends at its edges', () => {
  expect(project(0, 0)[0]).toBe(WIDTH / 2);
  expect(project(-180, 0)[0]).toBeCloseTo(0, 0);
  expect(project(180, 0)[0]).toBeCloseTo(WIDTH, 0);
});

it('has all countries within its frame', () => {
  const numbers = world.flatMap(({ path }) => [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)]);
  expect(Math.min(...numbers.map((each) => Number(each[2])))).toBeGreaterThan(0);
  expect(Math.max(...numbers.map((each) => Number(each[2])))).toBeLessThan(HEIGHT);
});

it('draws no line across the whole map', () => {
  for (const { path } of world) {
    for (const ring of path.split('M').slice(1)) {
      const xs = ring.split('L').map((point) => parseFloat(point));
      const steps = xs.slice(1).map((x, n) => Math.abs(x - (xs[n] ?? x)));
      expect(Math.max(0, ...steps)).toBeLessThan(WIDTH / 4);
    }
  }
});

it('knows the codes of the countries, but for places without one', () => {
  expect(world.find(({ code }) => code === 'DE')?.path).toMatch(/^M[\d.,L]+Z/);
  expect(world.filter(({ code }) => code === null)).toHaveLength(3);
  expect(new Set(world.map(({ id }) => id)).size).toBe(world.length);
});

it('colours by tenfolds', () => {
  expect(strength(0, 1000)).toBe(0);
  expect(strength(1000, 1000)).toBe(1);
  expect(strength(30, 1000)).toBeGreaterThan(0.4);
});
