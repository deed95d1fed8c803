import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const settings = language === 'de' ? (await import('./de/settings')).settings : (await import('./en/settings')).settings;
