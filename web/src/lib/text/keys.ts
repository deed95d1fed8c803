import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const keys = language === 'de' ? (await import('./de/keys')).keys : (await import('./en/keys')).keys;
