import { language } from '.';

/** Texts in the reader's language, for the pages that show them. */
export const imports = language === 'de' ? (await import('./de/imports')).imports : (await import('./en/imports')).imports;
