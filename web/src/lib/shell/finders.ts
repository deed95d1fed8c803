import Folder from '@lucide/svelte/icons/folder';
import Image from '@lucide/svelte/icons/image';
import { goto } from '$app/navigation';
import { base } from '$app/paths';
import type { Action, Icon } from '../act/action';
import type { Finder } from '../act/actions.svelte';
import { api } from '../api/client';
import { ask } from '../api/ask';
import { allAlbums } from '../organize/albums';
import { text } from '../text';

const SHOWN = 6;

/** Albums whose title holds the words. */
export const findAlbums: Finder = async (words, signal) => {
  const data = await allAlbums(signal);
  const wanted = words.trim().toLowerCase();
  return data
    .filter(({ title, slug }) => `${title} ${slug}`.toLowerCase().includes(wanted))
    .slice(0, SHOWN)
    .map(({ slug, title }): Action => ({
      id: `album-${slug}`,
      title,
      group: text.shell.album,
      icon: Folder as Icon,
      run: () => goto(`${base}/albums/${slug}`)
    }));
};

/** Images that a search for the words finds; the last word may be a beginning. */
export const findImages: Finder = async (words, signal) => {
  const q = /[\p{L}\p{N}]$/u.test(words) ? `${words}*` : words;
  const found = await ask(api.GET('/v1/search', { params: { query: { q, limit: SHOWN } }, signal }));
  return found.data.map(({ image }): Action => ({
    id: `image-${image.id}`,
    title: image.display_name,
    group: text.shell.images,
    icon: Image as Icon,
    run: () => goto(`${base}/images/${image.id}`)
  }));
};
