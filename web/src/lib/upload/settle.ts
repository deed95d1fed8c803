import { api } from '../api/client';
import { ApiError, ask, type Image } from '../api/ask';
import { reasons } from '../text/reasons';
import { uploading } from '../text/uploading';
import type { UploadOptions } from './options';
import type { Upload } from './upload.svelte';

/**
 * Ends an upload by what the server made of it, null if the image is gone. Returns the image if the library has it now.
 * A duplicate is binned where that was chosen, unless its twin is in the bin itself.
 */
export async function settle(upload: Upload, image: Image | null, options: UploadOptions): Promise<Image | null> {
  if (!image) return ended(upload, 'canceled', uploading.gone);
  if (image.status === 'rejected') return ended(upload, 'rejected', reasons[image.reason ?? 'damaged']);
  upload.image = image;
  upload.earlier = image.duplicate_of ? await found(image.duplicate_of) : null;
  if (!upload.earlier) {
    upload.end('done');
    return image;
  }
  const isBinned = upload.earlier.deleted_at !== null;
  if (options.duplicates === 'discard' && !isBinned && (await discarded(image))) {
    upload.image = upload.earlier;
    return ended(upload, 'duplicate', uploading.discarded(upload.earlier.display_name));
  }
  upload.end('duplicate', isBinned ? uploading.duplicateInBin : uploading.duplicate);
  return image;
}

function ended(upload: Upload, state: Upload['state'], why: string): null {
  upload.end(state, why);
  return null;
}

/** The image, unless it has gone for good. */
async function found(id: string): Promise<Image | null> {
  try {
    return await ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: id } } }));
  } catch (problem) {
    if (problem instanceof ApiError) return null; // the upload has worked all the same
    throw problem;
  }
}

async function discarded(image: Image): Promise<boolean> {
  try {
    await ask(api.DELETE('/v1/images/{image_id}', { params: { path: { image_id: image.id } } }));
    return true;
  } catch (problem) {
    if (problem instanceof ApiError) return false; // both stay, and the panel says that there are two
    throw problem;
  }
}
