import { language } from '.';

/** Texts in the reader's language, for the time in which no uploads are taken. */
export const brake = language === 'de' ? (await import('./de/brake')).brake : (await import('./en/brake')).brake;
