import { expect, test } from 'vitest';
import { requestOf, UNRESTRICTED } from './shares';

const NOW = new Date('2026-11-30T10:00:00Z');

test('what is left empty restricts nothing', () => {
  const asked = requestOf({ ...UNRESTRICTED, days: null }, NOW);
  expect(asked).toMatchObject({ name: null, expires_at: null, password: null, max_views: null, download: true, show_metadata: false });
});

test('what is filled in is asked for', () => {
  const asked = requestOf({ name: ' Anna ', days: 7, password: ' a b ', maxViews: 5, download: false, metadata: true }, NOW);
  expect(asked).toMatchObject({ name: 'Anna', expires_at: '2026-12-07T10:00:00.000Z', password: ' a b ', max_views: 5 });
});
