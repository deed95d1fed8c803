import { language } from '.';

/** Texts in the reader's language, for the page that shows them. */
export const notices = language === 'de' ? (await import('./de/notices')).notices : (await import('./en/notices')).notices;
