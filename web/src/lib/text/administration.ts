import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const administration =
  language === 'de' ? (await import('./de/administration')).administration : (await import('./en/administration')).administration;
