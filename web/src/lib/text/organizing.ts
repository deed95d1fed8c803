import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const organizing =
  language === 'de' ? (await import('./de/organizing')).organizing : (await import('./en/organizing')).organizing;
