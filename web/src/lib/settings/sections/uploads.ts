import { api } from '$lib/api/client';
import { ask } from '$lib/api/ask';
import UploadsPage from '../UploadsPage.svelte';
import { readPreferences } from '../account';
import { opened } from '../section';

export const open = async () => {
  const [saved, albums] = await Promise.all([
    readPreferences(),
    ask(api.GET('/v1/albums', { params: { query: { limit: 100 } } }))
  ]);
  return opened(UploadsPage, { saved, albums: albums.data });
};
