/** What a chart shows, as a table: the same rows make the chart, its table and its file. */
export type Cell = string | number;
export type SheetColumn<Row> = {
  key: string;
  title: string;
  value: (row: Row) => Cell;
  /** How the page shows the value, where that differs. */
  shown?: (row: Row) => string;
};
export type Sheet<Row> = { columns: readonly SheetColumn<Row>[]; rows: readonly Row[] };

/** What a spreadsheet would run as a formula; numbers are none. */
const FORMULA = /^[=+\-@\t\r]/;

/** The sheet as CSV (RFC 4180). A text that would run as a formula begins with an apostrophe. */
export function csvOf<Row>({ columns, rows }: Sheet<Row>): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value }) => value(row)))];
  return lines.map((line) => line.map(quoted).join(',') + '\r\n').join('');
}

function quoted(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text to the browser as a file. */
export function download(name: string, content: string, type = 'text/csv;charset=utf-8'): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
