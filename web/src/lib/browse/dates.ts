import { day as mediumDay, month } from '../text';

const noon = (day: string): string => `${day}T12:00:00`;

/** A day with its weekday, like "Sun, 29 Nov 2026". */
export function longDay(day: string): string {
  const format = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  return format.format(new Date(noon(day)));
}

/** The month of a day, like "November 2026". */
export const monthOf = (day: string): string => month(noon(day));

export const shortDay = (day: string): string => mediumDay(noon(day));
