import { api } from '../api/client';
import { ask } from '../api/ask';

/** What the settings say for uploads without options. */
export type Defaults = { album: string; visibility: 'public' | 'unlisted' | 'private' };

/** The settings' defaults, and the albums to choose from. Raises ApiError. */
export async function choices(): Promise<{ defaults: Defaults; albums: string[] }> {
  const [settings, albums] = await Promise.all([
    ask(api.GET('/v1/settings')),
    ask(api.GET('/v1/albums', { params: { query: { limit: 100 } } }))
  ]);
  return {
    defaults: { album: settings.default_album ?? 'default', visibility: settings.default_visibility ?? 'public' },
    albums: albums.data.map((album) => album.slug)
  };
}
