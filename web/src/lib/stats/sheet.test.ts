import { expect, it } from 'vitest';
import { csvOf, type Sheet } from './sheet';

type Row = { name: string; views: number };
const sheet = (...rows: Row[]): Sheet<Row> => ({
  columns: [
    { key: 'name', title: 'Name', value: (row) => row.name },
    { key: 'views', title: 'Views', value: (row) => row.views, shown: (row) => `${row.views} views` }
  ],
  rows
});

it('has a line for each row, and numbers as they are', () => {
  expect(csvOf(sheet({ name: 'a', views: 1234567 }))).toBe('Name,Views\r\na,1234567\r\n');
});

it('is its heading alone when there is nothing', () => {
  expect(csvOf(sheet())).toBe('Name,Views\r\n');
});

it('quotes what would break a line or a cell', () => {
  expect(csvOf(sheet({ name: 'a "b", c\nd', views: 0 }))).toContain('"a ""b"", c\nd",0');
});

it.each(['=1+1', '+49', '-x', '@me', '\tx'])('lets no spreadsheet run %o', (name) => {
  expect(csvOf(sheet({ name, views: -1 }))).toContain(`'${name},-1`);
});
