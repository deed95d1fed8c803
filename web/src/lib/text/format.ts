const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A whole number as the reader's language writes it. */
export function count(n: number): string {
  return new Intl.NumberFormat().format(n);
}

/** Bytes in the largest unit of which there is at least one, with two significant digits. */
export function bytes(n: number): string {
  const step = n < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log10(n) / 3));
  const unit = BYTES[step];
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit,
    unitDisplay: step ? 'short' : 'long',
    maximumSignificantDigits: step ? 2 : undefined
  }).format(n / 1000 ** step);
}

/** A day, like "29 Nov 2026". */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(iso));
}

/** A day with its time. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** A month, like "November 2026". */
export function month(iso: string): string {
  return new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' }).format(new Date(iso));
}
