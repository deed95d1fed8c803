import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GROUPS, decoded, encoded, recipeOf, segmentOf, withOption } from './grammar';

it('offers every option that the documentation lists, and no other', () => {
  const page = readFileSync('../docs/addresses.md', 'utf8');
  const listed = page.slice(page.indexOf('| option |'), page.indexOf('`f=json` returns')).match(/^\| `(\w+)`/gm) ?? [];
  const offered = GROUPS.flatMap((group) => group.controls.map((control) => control.name));
  expect(offered.toSorted()).toEqual(listed.map((row) => row.slice(3, -1)).toSorted());
});

it('writes a recipe in one order, without defaults', () => {
  let recipe = withOption({}, 'blur', '3');
  recipe = withOption(withOption(withOption(recipe, 'w', '300'), 'fit', 'scale-down'), 'q', '50');
  expect(segmentOf(recipe)).toBe('w=300,blur=3,q=50');
  expect(segmentOf(withOption(recipe, 'blur', '0'))).toBe('w=300,q=50');
  expect(recipeOf('w=300,blur=3,nonsense=1,q')).toEqual({ w: '300', blur: '3' });
});

it('carries any words of a watermark', () => {
  expect(encoded('© Ann?>')).toMatch(/^[\w-]+$/);
  expect(decoded(encoded('© Ann?>'))).toBe('© Ann?>');
});
