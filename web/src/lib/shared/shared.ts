import { api } from '../api/client';
import { ApiError, ask } from '../api/ask';
import type { components } from '../api/schema';
import { learnRefusals } from '../api/sentences';

export type Invitation = components['schemas']['Invitation'];
export type SharedAlbum = components['schemas']['SharedAlbum'];
export type Picture = components['schemas']['SharedImage'];
export type Pictures = { data: Picture[]; next_cursor?: string | null };

const PAGE = 60;
const LOOK_AGAIN_MS = 1500;

export const readInvitations = async (): Promise<readonly Invitation[]> => (await ask(api.GET('/v1/invitations'))).data;
export const readAlbums = async (): Promise<readonly SharedAlbum[]> => (await ask(api.GET('/v1/shared'))).data;
const at = (id: string) => ({ path: { shared_id: id } });
export const readAlbum = (id: string): Promise<SharedAlbum> => ask(api.GET('/v1/shared/{shared_id}', { params: at(id) }));
export const accept = (id: string): Promise<SharedAlbum> =>
  ask(api.POST('/v1/invitations/{invitation_id}/accept', { params: { path: { invitation_id: id } } }));
export const decline = (id: string): Promise<unknown> => ask(api.DELETE('/v1/invitations/{invitation_id}', { params: { path: { invitation_id: id } } }));
export const leave = (id: string): Promise<unknown> => ask(api.DELETE('/v1/shared/{shared_id}', { params: at(id) }));

/** A page of an album's pictures, newest first. Raises ApiError. */
export const readPictures = (id: string, cursor?: string | null): Promise<Pictures> =>
  ask(api.GET('/v1/shared/{shared_id}/images', { params: { ...at(id), query: { limit: PAGE, cursor } } }));

const of = (id: string, image: string) => ({ path: { shared_id: id, image_id: image } });
export const takeBack = (id: string, image: string): Promise<unknown> =>
  ask(api.DELETE('/v1/shared/{shared_id}/images/{image_id}', { params: of(id, image) }));

/** Adds a file to an album, and returns its picture when it is ready or rejected. Raises ApiError. */
export async function add(id: string, file: File): Promise<Picture> {
  const body = { filename: file.name, size_bytes: file.size };
  const place = await ask(api.POST('/v1/shared/{shared_id}/images', { params: at(id), body }));
  await post(place, file);
  for (;;) {
    const picture = await ask(api.GET('/v1/shared/{shared_id}/images/{image_id}', { params: of(id, place.image.id) }));
    if (picture.status === 'ready' || picture.status === 'rejected') return picture;
    await new Promise((go) => setTimeout(go, LOOK_AGAIN_MS));
  }
}

async function post(place: components['schemas']['SharedUpload'], file: File): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(place.fields)) form.append(name, value);
  form.append('file', file);
  const reply = await fetch(place.upload_url, { method: 'POST', body: form }).catch(() => null);
  if (reply?.ok) return;
  await learnRefusals();
  throw new ApiError(reply?.status ?? 0, reply ? 'UNKNOWN' : 'OFFLINE', 'the file was not taken', undefined, undefined, undefined);
}
