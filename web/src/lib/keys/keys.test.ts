import { expect, it } from 'vitest';
import { networksIn, statusOf, strongest, type ApiKey } from './keys';
import { curl, shareX } from './snippets';

const NOW = new Date('2026-11-29T12:00:00Z');
const key = (more: Partial<ApiKey>): ApiKey => ({ revoked_at: null, expires_at: null, ...more }) as ApiKey;

it('knows whether a key works', () => {
  expect(statusOf(key({}), NOW)).toBe('live');
  expect(statusOf(key({ expires_at: '2026-11-29T12:00:00Z' }), NOW)).toBe('expired');
  expect(statusOf(key({ revoked_at: '2026-11-28T12:00:00Z', expires_at: '2027-01-01T00:00:00Z' }), NOW)).toBe('revoked');
});

it('finds networks between spaces, commas and lines', () => {
  expect(networksIn(' 192.0.2.0/24, 2001:db8::/32\n198.51.100.7;')).toEqual(['192.0.2.0/24', '2001:db8::/32', '198.51.100.7']);
  expect(networksIn(' ')).toEqual([]);
});

it('shows the strongest scope', () => {
  expect(strongest(['read', 'write', 'admin'])).toBe('admin');
  expect(strongest(['read', 'write'])).toBe('write');
});

it('writes snippets that name this installation and the key', () => {
  const service = { origin: 'https://pics.example.org', key: 'pf_a_b' };
  expect(curl(service)).toContain("'https://pics.example.org/api/v1/upload?filename=photo.jpg'");
  const uploader = JSON.parse(shareX(service));
  expect(uploader.Headers.Authorization).toBe('Bearer pf_a_b');
  expect(uploader.RequestURL).toBe('https://pics.example.org/api/v1/upload');
});
