import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const viewing = language === 'de' ? (await import('./de/viewing')).viewing : (await import('./en/viewing')).viewing;
