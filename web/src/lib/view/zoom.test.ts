import { expect, it } from 'vitest';
import { FITTING, actual, fitted, panned, zoomed } from './zoom';

const frame = { width: 1000, height: 500 };
const shown = { width: 800, height: 400 };

it('fits a picture without enlarging it', () => {
  expect(fitted({ width: 4000, height: 1000 }, frame)).toEqual({ width: 1000, height: 250 });
  expect(fitted({ width: 100, height: 50 }, frame)).toEqual({ width: 100, height: 50 });
});

it('keeps the point below the pointer', () => {
  const at = { x: 100, y: 50 };
  const zoom = zoomed(FITTING, 4, at, shown, frame);
  expect(zoom.scale).toBe(4);
  expect((at.x - zoom.x) / zoom.scale).toBeCloseTo(at.x);
  expect((at.y - zoom.y) / zoom.scale).toBeCloseTo(at.y);
});

it('comes back to the middle when it fits again', () => {
  const near = zoomed(FITTING, 3, { x: 300, y: 100 }, shown, frame);
  expect(zoomed(near, 0.01, { x: 0, y: 0 }, shown, frame)).toEqual({ scale: 1, x: 0, y: 0 });
});

it('never shows more beside the picture than there must be', () => {
  const near = { scale: 2, x: 0, y: 0 };
  expect(panned(near, { x: 9999, y: -9999 }, shown, frame)).toEqual({ scale: 2, x: 300, y: -150 });
  expect(Math.abs(panned(FITTING, { x: 50, y: 50 }, shown, frame).x)).toBe(0);
});

it('zooms to the pixels of the picture', () => {
  expect(actual({ width: 4000, height: 2000 }, shown, 1)).toBe(5);
  expect(actual({ width: 800, height: 400 }, shown, 2)).toBe(2);
});
