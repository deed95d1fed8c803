import { beforeEach, expect, it } from 'vitest';
import { DEFAULTS, chosen, rememberOptions, rememberedOptions } from './options';
import { reservationOf } from './reservation';

const file = { name: 'a.jpg', type: 'image/jpeg', size: 3 };

beforeEach(() => localStorage.clear());

it('leaves to the settings what nobody chose', () => {
  expect(reservationOf(file, DEFAULTS, 0)).toMatchObject({ album: null, visibility: null, strip_metadata: null, expires_at: null });
});

it('counts an expiry from the moment of sending', () => {
  expect(reservationOf(file, { ...DEFAULTS, expiresAfterDays: 7 }, 0).expires_at).toBe('1970-01-08T00:00:00.000Z');
});

it('remembers a choice, and forgives what it cannot read', () => {
  rememberOptions({ ...DEFAULTS, album: 'trips', tags: ['sea'] });
  expect(rememberedOptions()).toMatchObject({ album: 'trips', tags: ['sea'], duplicates: 'keep' });
  expect(chosen(rememberedOptions())).toBe(2);
  localStorage.setItem('upload-options', '{');
  expect(rememberedOptions()).toEqual(DEFAULTS);
});
