import { day as mediumDay, month, weekday } from '../text';

const noon = (day: string): string => `${day}T12:00:00`;

/** A day with its weekday, like "Sun, 29 Nov 2026". */
export const longDay = (day: string): string => weekday(noon(day));

/** The month of a day, like "November 2026". */
export const monthOf = (day: string): string => month(noon(day));

export const shortDay = (day: string): string => mediumDay(noon(day));
