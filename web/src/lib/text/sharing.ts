import { language } from '.';

/** Texts in the reader's language, for links to albums. */
export const sharing = language === 'de' ? (await import('./de/sharing')).sharing : (await import('./en/sharing')).sharing;
