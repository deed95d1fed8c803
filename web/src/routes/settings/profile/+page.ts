import { allAlbums } from '$lib/organize/albums';
import { readUser } from '$lib/settings/account';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
  const [user, albums] = await Promise.all([readUser(), allAlbums()]);
  return { user, albums };
};
