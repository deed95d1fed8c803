import type { Recipe } from './grammar';

const TYPES = ['avif', 'webp', 'jpeg'] as const;

/** The address in each format, for `<picture>`. None where a format is chosen; a signature holds for all of them. */
export function formatsOf(address: string, recipe: Recipe): { type: string; address: string }[] {
  if (recipe.f) return [];
  return TYPES.map((type) => {
    const url = new URL(address);
    url.searchParams.set('f', type);
    return { type: `image/${type}`, address: url.href };
  });
}
