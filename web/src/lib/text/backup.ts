import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const backup = language === 'de' ? (await import('./de/backup')).backup : (await import('./en/backup')).backup;
