import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const duplicates =
  language === 'de' ? (await import('./de/duplicates')).duplicates : (await import('./en/duplicates')).duplicates;
