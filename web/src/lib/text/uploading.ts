import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const uploading =
  language === 'de' ? (await import('./de/uploading')).uploading : (await import('./en/uploading')).uploading;
