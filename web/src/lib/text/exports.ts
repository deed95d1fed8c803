import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const exports = language === 'de' ? (await import('./de/exports')).exports : (await import('./en/exports')).exports;
