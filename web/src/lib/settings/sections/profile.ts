import { allAlbums } from '$lib/organize/albums';
import { readUsage } from '$lib/usage/usage';
import ProfilePage from '../ProfilePage.svelte';
import { readUser } from '../account';
import { opened } from '../section';

export const open = async () => {
  const [saved, albums, usage] = await Promise.all([readUser(), allAlbums(), readUsage()]);
  return opened(ProfilePage, { saved, albums, usage });
};
