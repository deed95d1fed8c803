import { opened } from '$lib/settings/section';
import OwnersPage from '../OwnersPage.svelte';
import { readOwners } from '../owners';

export const open = async (url: URL) => {
  const search = url.searchParams.get('search') ?? '';
  return opened(OwnersPage, { search, first: await readOwners(search) });
};
