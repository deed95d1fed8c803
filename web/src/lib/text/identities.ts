import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const identities = language === 'de' ? (await import('./de/identities')).identities : (await import('./en/identities')).identities;
