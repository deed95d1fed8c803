import { uploading } from '../text/uploading';
import type { EngineFile } from './engine';
import { arrivedIn } from './kept';
import type { UploadOptions } from './options';
import { Upload } from './upload.svelte';

/** What an earlier page has sent, and the server had not finished with. */
export function leftWithServer(slot: string): { upload: Upload; imageId: string; options: UploadOptions }[] {
  return arrivedIn(slot).map(({ imageId, name, size, options }) => {
    const upload = new Upload(name, size);
    upload.sent = size;
    upload.end('preparing');
    return { upload, imageId, options };
  });
}

/** What an earlier page had still to send, as Uppy has found it. */
export function leftToSend(file: EngineFile): Upload {
  const upload = new Upload(file.name ?? '', file.size ?? 0);
  if (file.meta.failed) upload.end('failed', file.meta.failed);
  return upload;
}

/** What the browser had no room for. */
export function lost(file: EngineFile): Upload {
  const upload = new Upload(file.name ?? '', file.size ?? 0);
  upload.end('refused', uploading.lost);
  return upload;
}
