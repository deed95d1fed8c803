/** The path of a small line chart of some values, from left to right, the largest at the top. */
export function line(values: readonly number[], width: number, height: number): string {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const y = (value: number) => Number((height - 1 - (value / top) * (height - 2)).toFixed(1));
  return values.map((value, n) => `${n ? 'L' : 'M'}${Number((n * step).toFixed(1))} ${y(value)}`).join('');
}
