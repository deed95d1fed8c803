import { de } from './de';
import { en, type Catalogue } from './en';

export * from './format';

const catalogues: Record<string, Catalogue> = { en, de };

/** The catalogue of the first of the reader's languages that there is one for. */
export function catalogueFor(languages: readonly string[]): Catalogue {
  for (const language of languages) {
    const found = catalogues[language.slice(0, 2)];
    if (found) return found;
  }
  return en;
}

export const text: Catalogue = catalogueFor(globalThis.navigator?.languages ?? []);
