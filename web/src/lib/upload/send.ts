import { api } from '../api/client';
import { ApiError, ask, type Image, type UploadForm } from '../api/ask';

export const LARGEST_BYTES = 50 * 1024 * 1024;
const TAKEN = /\.(jpe?g|jpe|jfif|jif|pjpe?g|png|apng|gif|webp|avif|heic|heif|hif|tiff?|bmp|ico)$/i;
const LOOK_AGAIN_MS = 1000;

/** Whether a file is worth sending. The server decides by its bytes. */
export function isPicture(file: File): boolean {
  return file.type.startsWith('image/') ? !file.type.includes('svg') : TAKEN.test(file.name);
}

/** Reserves a path for the file. Raises ApiError. */
export function reserve(file: File): Promise<UploadForm> {
  const body = { filename: file.name, content_type: file.type || null, size_bytes: file.size, on_conflict: 'suffix' as const, tags: [] };
  return ask(api.POST('/v1/images', { body })) as Promise<UploadForm>;
}

/** Posts the bytes to the store's form. `report` is told the share that has left, from 0 to 1. Raises ApiError. */
export function post(form: UploadForm, file: File, report: (share: number) => void, signal: AbortSignal): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append('file', file); // the store ignores whatever follows the file
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', form.uploadUrl);
    request.upload.onprogress = (event) => event.lengthComputable && report(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(refused(request.status)));
    request.onerror = () => reject(new ApiError(0, 'OFFLINE', 'no answer', undefined, undefined, undefined));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

/** The image once it is ready or rejected. Raises ApiError, and AbortError. */
export async function settled(id: string, signal: AbortSignal): Promise<Image> {
  for (;;) {
    const image = await ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: id } }, signal }));
    if (image.status === 'ready' || image.status === 'rejected') return image;
    await new Promise((again) => setTimeout(again, LOOK_AGAIN_MS));
    signal.throwIfAborted();
  }
}

function refused(status: number): ApiError {
  const code = status === 413 || status === 400 ? 'PAYLOAD_TOO_LARGE' : 'UNKNOWN';
  return new ApiError(status, code, 'the store refused the file', undefined, undefined, undefined);
}
