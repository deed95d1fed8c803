import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const dashboard =
  language === 'de' ? (await import('./de/dashboard')).dashboard : (await import('./en/dashboard')).dashboard;
