import { api } from '$lib/api/client';
import { ask } from '$lib/api/ask';
import { readPreferences } from '$lib/settings/account';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
  const [preferences, albums] = await Promise.all([
    readPreferences(),
    ask(api.GET('/v1/albums', { params: { query: { limit: 100 } } }))
  ]);
  return { preferences, albums: albums.data };
};
