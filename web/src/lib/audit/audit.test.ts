import { expect, it } from 'vitest';
import { csvOf } from '../stats/sheet';
import { askedBy, FILE, filtersIn, type Entry } from './audit';

it('asks for nothing more than the address says', () => {
  expect(Object.values(askedBy(filtersIn(new URLSearchParams()))).every((each) => each === undefined)).toBe(true);
});

it('includes the last day, in the reader’s own zone', () => {
  const { from, to, action, status } = askedBy(filtersIn(new URLSearchParams('from=2026-11-28&to=2026-11-29&action=delete&status=failed')));
  expect(new Date(from ?? '').getDate()).toBe(28);
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(48 * 3_600_000);
  expect([action, status]).toEqual(['delete', 'failed']);
});

it('ignores a day or a status that is none', () => {
  expect(askedBy(filtersIn(new URLSearchParams('from=soon&status=maybe')))).toMatchObject({ from: undefined, status: undefined });
});

it('writes an entry with the names of the API', () => {
  const entry = { at: '2026-11-29T12:00:00Z', actor: 'user', action: 'delete', http_status: 204 } as Entry;
  const [heading, line] = csvOf({ columns: FILE, rows: [entry] }).split('\r\n');
  expect(heading?.split(',')).toHaveLength(13);
  expect(line).toBe('2026-11-29T12:00:00Z,user,delete,,,,204,,,,,,');
});
