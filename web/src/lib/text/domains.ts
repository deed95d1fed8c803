import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const domains = language === 'de' ? (await import('./de/domains')).domains : (await import('./en/domains')).domains;
