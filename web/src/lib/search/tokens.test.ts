import { describe, expect, it } from 'vitest';
import { filtersOf, hasFilter, tokensOf, withFilter, without, withWords, wordsOf } from './tokens';

describe('a search', () => {
  it('is cut into words and filters', () => {
    expect(tokensOf('sea -tag:holiday "green sea"* license:"CC BY 4.0"')).toEqual([
      { raw: 'sea', field: null, value: 'sea', isExcluded: false },
      { raw: '-tag:holiday', field: 'tag', value: 'holiday', isExcluded: true },
      { raw: '"green sea"*', field: null, value: '"green sea"*', isExcluded: false },
      { raw: 'license:"CC BY 4.0"', field: 'license', value: 'CC BY 4.0', isExcluded: false }
    ]);
  });

  it('has no filter in a name with a colon that no field has', () => {
    expect(filtersOf('http://a.b time:12 album:trips').map(({ raw }) => raw)).toEqual(['album:trips']);
  });

  it('keeps a quote that is not closed yet while somebody types', () => {
    expect(tokensOf('tag:a "green s').at(-1)?.raw).toBe('"green s');
  });

  it('keeps its words apart from its filters', () => {
    expect(wordsOf('sea is:private OR fog after:2026')).toBe('sea OR fog');
    expect(withWords('sea is:private fog', 'dog')).toBe('dog is:private');
  });
});

describe('a filter that is chosen', () => {
  it('becomes what somebody could have typed', () => {
    expect(withFilter('sea', 'album', 'trips')).toBe('sea album:trips');
    expect(withFilter('', 'license', 'CC BY 4.0')).toBe('license:"CC BY 4.0"');
  });

  it('is there once', () => {
    expect(withFilter('tag:a', 'tag', 'a')).toBe('tag:a');
    expect(withFilter('tag:a', 'tag', 'b')).toBe('tag:a tag:b');
    expect(withFilter('is:public sea', 'is', 'private')).toBe('sea is:private');
    expect(withFilter('after:2025', 'after', '2026-01-01')).toBe('after:2026-01-01');
  });

  it('is taken away by its chip', () => {
    expect(without('sea -tag:holiday dog', '-tag:holiday')).toBe('sea dog');
    expect(hasFilter('tag:a -tag:b', 'tag', 'a')).toBe(true);
    expect(hasFilter('tag:a -tag:b', 'tag', 'b')).toBe(false);
  });
});
