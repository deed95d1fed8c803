import { api } from '../api/client';
import { ask, type Image } from '../api/ask';
import type { Change } from '../change/changes.svelte';
import { text } from '../text';
import type { Neighbours } from './neighbours.svelte';

const pathOf = (id: string) => ({ params: { path: { image_id: id } } });

/** Saves the untouched file. Raises ApiError. */
export async function download(id: string): Promise<void> {
  const { url } = await ask(api.GET('/v1/images/{image_id}/download', { ...pathOf(id), headers: { Accept: 'application/json' } }));
  location.assign(url); // it comes as an attachment, so the page stays
}

/** Moves an image into the bin, with a way back. `reopen` shows it again. */
export function removal(image: Image, near: Neighbours, reopen: () => Promise<void>): Change {
  const all = near.all;
  return {
    said: text.bin.deleted(image.display_name),
    apply: () => void near.drop(image.id),
    revert: () => (near.all = all),
    send: () => ask(api.DELETE('/v1/images/{image_id}', pathOf(image.id))),
    undo: async () => {
      await ask(api.POST('/v1/images/{image_id}/restore', pathOf(image.id)));
      await reopen();
    }
  };
}

/** Takes an image out of the bin. Raises ApiError. */
export function restored(id: string): Promise<Image> {
  return ask(api.POST('/v1/images/{image_id}/restore', pathOf(id)));
}
