import { expect, test } from 'vitest';
import { ApiError } from '../api/ask';
import { domains as german } from '../text/de/domains';
import { domains as english } from '../text/en/domains';
import { reasonOf } from './domains';

const refusal = (code: 'VALIDATION_ERROR' | 'CONFLICT', details: unknown) => new ApiError(400, code, '', details, undefined, undefined);

test('only a refused name has a reason of its own', () => {
  expect(reasonOf(refusal('VALIDATION_ERROR', { reason: 'wildcard' }))).toBe('wildcard');
  expect(reasonOf(refusal('VALIDATION_ERROR', undefined))).toBeNull();
  expect(reasonOf(refusal('CONFLICT', { reason: 'wildcard' }))).toBeNull();
  expect(reasonOf(new Error('offline'))).toBeNull();
});

test('every state is told in both languages, with the name and the target where they matter', () => {
  const facts = { host: 'images.example.com', target: 'd1.cloudfront.net' };
  for (const words of [english, german]) {
    const told = Object.values(words.details).map((detail) => detail(facts));
    expect(new Set(told).size).toBe(told.length);
    expect(words.details.cname_elsewhere(facts)).toContain('d1.cloudfront.net');
  }
  expect(Object.keys(german.details)).toEqual(Object.keys(english.details));
});
