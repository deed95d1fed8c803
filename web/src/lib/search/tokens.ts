/**
 * A search as it is typed, cut into words and filters (docs/search.md). A filter that is chosen becomes the words that
 * somebody could have typed, and a filter that is typed becomes a chip.
 */
export const FIELDS = ['album', 'tag', 'type', 'camera', 'color', 'is', 'license', 'before', 'after'] as const;
export type Field = (typeof FIELDS)[number];
export type Token = { raw: string; field: Field | null; value: string; isExcluded: boolean };

/** A word with its sign, its field and its quotes: `-tag:"a b"`. */
const PART = /(-)?(?:([a-z]+):)?("[^"]*"?\*?|\S+)/gi;
const PLAIN = /^[^\s"]+$/;
/** Of these, one at most makes sense; another choice takes the place of the first. */
const SINGLE: readonly Field[] = ['before', 'after', 'is'];

/** The parts of a search, in their order. */
export function tokensOf(query: string): Token[] {
  return [...query.matchAll(PART)].map(([raw, minus, name, rest = '']) => {
    const field = FIELDS.find((each) => each === name?.toLowerCase()) ?? null;
    const value = field ? rest.replace(/^"|"$/g, '') : raw.replace(/^-/, '');
    return { raw, field, value, isExcluded: minus !== undefined };
  });
}

/** The filters among the parts: what stands as chips. */
export function filtersOf(query: string): Token[] {
  return tokensOf(query).filter(({ field }) => field !== null);
}

/** The words that are no filters, as they were typed. */
export function wordsOf(query: string): string {
  return tokensOf(query)
    .filter(({ field }) => field === null)
    .map(({ raw }) => raw)
    .join(' ');
}

/** The search with one more filter, or with another value of a filter that can be there only once. */
export function withFilter(query: string, field: Field, value: string): string {
  const filter = `${field}:${PLAIN.test(value) ? value : `"${value.replaceAll('"', '')}"`}`;
  const others = tokensOf(query).filter((token) => token.raw !== filter && !(token.field === field && SINGLE.includes(field)));
  return joined([...others.map(({ raw }) => raw), filter]);
}

/** The search without one of its parts. */
export function without(query: string, raw: string): string {
  return joined(tokensOf(query).map((token) => token.raw).filter((each) => each !== raw));
}

/** Whether the search has this filter. */
export function hasFilter(query: string, field: Field, value: string): boolean {
  return filtersOf(query).some((token) => token.field === field && token.value === value && !token.isExcluded);
}

/** The search with other words and the same filters. */
export function withWords(query: string, words: string): string {
  return joined([words.trim(), ...filtersOf(query).map(({ raw }) => raw)]);
}

function joined(parts: readonly string[]): string {
  return parts.filter(Boolean).join(' ');
}
