import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const search = language === 'de' ? (await import('./de/search')).search : (await import('./en/search')).search;
