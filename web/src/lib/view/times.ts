/** A moment as an input of the kind `datetime-local` shows it, in the reader's time zone. */
export function localTime(iso: string | null): string {
  if (!iso) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment that such an input holds, for the API. */
export function utcTime(local: string): string | null {
  return local ? new Date(local).toISOString() : null;
}
