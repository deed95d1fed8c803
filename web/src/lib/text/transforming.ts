import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const transforming =
  language === 'de' ? (await import('./de/transforming')).transforming : (await import('./en/transforming')).transforming;
