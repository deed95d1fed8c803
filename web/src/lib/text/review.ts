import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const review = language === 'de' ? (await import('./de/review')).review : (await import('./en/review')).review;
