const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Where the reader's choice of a language is kept, for the time before the settings are read. */
const CHOSEN = 'language';

/** The language that was chosen here; null follows the browser. */
export const chosenLocale = (): string | null => globalThis.localStorage?.getItem(CHOSEN) ?? null;

/** The locale of all texts, numbers and dates: the reader's choice, else the browser's. */
export function localeOf(): string {
  const spoken = globalThis.navigator?.languages ?? [];
  const chosen = chosenLocale();
  if (!chosen) return spoken[0] ?? 'en';
  return spoken.find((each) => each.slice(0, 2) === chosen.slice(0, 2)) ?? chosen; // keeps "en-GB" for English
}

/** Remembers a choice of a language; null follows the browser. It counts from the next start on. */
export function chooseLocale(language: string | null): void {
  if (language) localStorage.setItem(CHOSEN, language);
  else localStorage.removeItem(CHOSEN);
}

const locale = localeOf();

/** Writes moments in one way. The format is made once: making one is slow, and a grid writes many at each step of a scroll. */
function written(options: Intl.DateTimeFormatOptions): (iso: string) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (iso) => (format ??= new Intl.DateTimeFormat(locale, options)).format(new Date(iso));
}

/** A whole number as the reader's language writes it. */
export function count(n: number): string {
  return new Intl.NumberFormat(locale).format(n);
}

/** A number with one digit after the point at most. */
export function decimal(n: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(n);
}

/** Bytes in the largest unit of which there is at least one, with two significant digits. */
export function bytes(n: number): string {
  const step = n < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log10(n) / 3));
  const unit = BYTES[step];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: step ? 'short' : 'long',
    maximumSignificantDigits: step ? 2 : undefined
  }).format(n / 1000 ** step);
}

/** A day, like "29 Nov 2026". */
export const day = written({ dateStyle: 'medium' });

/** A day with its weekday, like "Sun, 29 Nov 2026". */
export const weekday = written({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** A day with its time. */
export const moment = written({ dateStyle: 'medium', timeStyle: 'short' });

/** A month, like "November 2026". */
export const month = written({ month: 'long', year: 'numeric' });

/** A share of a whole, like "12 %". */
export function percent(share: number, digits = 0): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** Dollars, to the cent. */
export function dollars(amount: number): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' }).format(amount);
}

/** The name of a country by its two letters; the letters themselves if there is none. */
export function country(code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;
  } catch {
    return code; // no two letters
  }
}

/** How long ago or ahead something is, like "3 days ago". */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const steps = [['day', 86_400], ['hour', 3600], ['minute', 60]] as const;
  const step = steps.find(([, length]) => Math.abs(seconds) >= length);
  return step ? format.format(Math.round(seconds / step[1]), step[0]) : format.format(Math.round(seconds), 'second');
}

/** A length of time in its largest unit, like "40 seconds" or "3 minutes", rounded up. */
export function duration(seconds: number): string {
  const [n, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(n));
}
