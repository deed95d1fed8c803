import { api } from '$lib/api/client';
import { ask } from '$lib/api/ask';
import { page } from '$lib/browse/library.svelte';
import { paletteOf } from '$lib/search/palette';
import type { PageLoad } from './$types';

/** The palette of the newest images, the image whose look-alikes are asked for, and whether sentences find pictures here. */
export const load: PageLoad = async ({ url }) => {
  const id = url.searchParams.get('like');
  const [newest, like, features] = await Promise.all([
    page(undefined, 100),
    id ? ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: id } } })) : null,
    ask(api.GET('/v1/features'))
  ]);
  return { palette: paletteOf(newest.data.map(({ colors }) => colors)), like, canMean: features.meaning.is_on };
};
