import { expect, it } from 'vitest';
import { exposure } from './exposure';
import { localTime, utcTime } from './times';

const none = { exposure_seconds: null, f_number: null, iso: null, focal_length_mm: null, make: null, model: null, lens: null, taken_at: null };

it('writes an exposure as photographers do', () => {
  expect(exposure({ ...none, exposure_seconds: 0.004, f_number: 2.8, iso: 400, focal_length_mm: 35 })).toBe('1/250 s · f/2.8 · ISO 400 · 35 mm');
  expect(exposure({ ...none, exposure_seconds: 2.5 })).toBe('2.5 s');
  expect(exposure(none)).toBe('');
});

it('brings a moment through an input and back, in whatever time zone', () => {
  expect(utcTime(localTime('2026-11-29T10:30:00.000Z'))).toBe('2026-11-29T10:30:00.000Z');
  expect([localTime(null), utcTime('')]).toEqual(['', null]);
});
