import { expect, it } from 'vitest';
import type { Image } from '../api/ask';
import { Finder } from './finder.svelte';
import { Found } from './found.svelte';

function found(...ids: string[]): { finder: Finder; found: Found } {
  const finder = new Finder();
  finder.hits = ids.map((id) => ({ image: { id, display_name: id } as Image, highlights: [] }));
  return { finder, found: new Found(finder) };
}

it('takes hits from view, and puts them back where they were', () => {
  const { found: shelf } = found('a', 'b', 'c', 'd');
  const gone = shelf.hide(new Set(['a', 'c']));
  expect(shelf.ids()).toEqual(['b', 'd']);
  shelf.putBack(gone);
  expect(shelf.ids()).toEqual(['a', 'b', 'c', 'd']);
});

it('shows images that have changed', () => {
  const { finder, found: shelf } = found('a', 'b');
  shelf.show([{ id: 'b', display_name: 'new' } as Image]);
  expect(finder.images.map((image) => image.display_name)).toEqual(['a', 'new']);
  expect(shelf.images(new Set(['b']))).toHaveLength(1);
});
