import { language } from '.';

/** The texts of the statistics, in the reader's language. Only the pages that show them load them. */
export const stats = language === 'de' ? (await import('./de/stats')).stats : (await import('./en/stats')).stats;
