import { allAlbums } from '$lib/organize/albums';
import ProfilePage from '../ProfilePage.svelte';
import { readUser } from '../account';
import { opened } from '../section';

export const open = async () => {
  const [saved, albums] = await Promise.all([readUser(), allAlbums()]);
  return opened(ProfilePage, { saved, albums });
};
