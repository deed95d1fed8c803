import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const reasons = language === 'de' ? (await import('./de/reasons')).reasons : (await import('./en/reasons')).reasons;
