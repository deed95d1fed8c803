import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const lost = language === 'de' ? (await import('./de/lost')).lost : (await import('./en/lost')).lost;
