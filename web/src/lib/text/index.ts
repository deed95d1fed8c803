import type { Catalogue } from './en';
import { localeOf } from './format';

export * from './format';
export type { Catalogue };

/** The languages there are, with their own names. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

/** The first of the reader's languages that there are texts in. */
export function languageOf(wanted: readonly string[]): Language {
  const found = wanted.map((each) => each.slice(0, 2).toLowerCase()).find((each) => each in LANGUAGES);
  return (found as Language | undefined) ?? 'en';
}

/** The language of this page's texts. */
export const language = languageOf([localeOf()]);

/** All texts, in the reader's language. The other languages are not loaded. */
export const text: Catalogue = language === 'de' ? (await import('./de')).de : (await import('./en')).en;
