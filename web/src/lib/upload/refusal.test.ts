import { expect, it } from 'vitest';
import { refusalOf } from './refusal';

const file = (name: string, type = '', size = 1) => ({ name, type, size });

it('takes pictures by their type, and by their name where the browser knows no type', () => {
  expect(refusalOf(file('a.jpg', 'image/jpeg'))).toBeNull();
  expect(refusalOf(file('IMG_1.HEIC'))).toBeNull();
  expect(refusalOf(file('صورة 🐈.png', 'image/png'))).toBeNull();
  expect(refusalOf(file('pasted', 'image/png'))).toBeNull();
});

it('says why it takes no others', () => {
  expect(refusalOf(file('a.pdf', 'application/pdf'))).toBe('unsupported_type');
  expect(refusalOf(file('logo.svg', 'image/svg+xml'))).toBe('vector_graphic');
  expect(refusalOf(file('logo.svg'))).toBe('vector_graphic');
  expect(refusalOf(file('a.png', 'image/png', 0))).toBe('empty');
  expect(refusalOf(file('a.png', 'image/png', 50 * 1024 * 1024))).toBeNull();
  expect(refusalOf(file('a.png', 'image/png', 50 * 1024 * 1024 + 1))).toBe('too_large');
});

it('counts letters of a name, not their bytes', () => {
  expect(refusalOf(file(`${'🐈'.repeat(251)}.png`, 'image/png'))).toBeNull();
  expect(refusalOf(file(`${'a'.repeat(252)}.png`, 'image/png'))).toBe('name_too_long');
});
