import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const audit = language === 'de' ? (await import('./de/audit')).audit : (await import('./en/audit')).audit;
