import { language } from '.';

/** Texts in the reader's language, for the deletion of an account. */
export const leaving = language === 'de' ? (await import('./de/leaving')).leaving : (await import('./en/leaving')).leaving;
