import { api } from '../api/client';
import { ask, type Image } from '../api/ask';
import type { components } from '../api/schema';

export type Album = components['schemas']['Album'];
export type Tag = components['schemas']['TagResource'];

const PAGE = 100;

/** All albums, page by page. */
export async function allAlbums(signal?: AbortSignal): Promise<Album[]> {
  const found: Album[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(api.GET('/v1/albums', { params: { query: { limit: PAGE, cursor } }, signal }));
    found.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

export async function allTags(signal?: AbortSignal): Promise<Tag[]> {
  const found: Tag[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(api.GET('/v1/tags', { params: { query: { limit: PAGE, cursor } }, signal }));
    found.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

/** The image that stands for an album: the chosen one, or else its newest. */
export async function coverOf(album: Album, signal?: AbortSignal): Promise<Image | null> {
  const query = { album: album.slug, limit: 1 };
  if (!album.cover) return (await ask(api.GET('/v1/images', { params: { query }, signal }))).data[0] ?? null;
  const image = await ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: album.cover } }, signal }));
  return image.deleted_at ? null : image;
}

/** How many images an album has. */
export async function sizeOf(slug: string, signal?: AbortSignal): Promise<number> {
  return (await ask(api.GET('/v1/images/months', { params: { query: { album: slug } }, signal }))).images;
}

/** The ids of all images with an album or a tag. */
export async function idsOf(query: { album?: string; tag?: string }, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await ask(api.GET('/v1/images', { params: { query: { ...query, limit: PAGE, cursor } }, signal }));
    found.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}
