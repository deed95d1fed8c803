import type { components } from '../api/schema';
import { ApiError, type Image, type UploadForm } from '../api/ask';

type Multipart = components['schemas']['MultipartUpload'];

/** One request that Uppy wants to send to the store. */
export type Wanted = { method: string; key: string; uploadId?: string; partNumber?: number };
/** Where it may be sent. */
export type Signed = { url: string; fields?: Record<string, string> };

/** What the signer asks of the API. Each raises ApiError. */
export type UploadApi = {
  reserve(key: string): Promise<UploadForm>;
  image(id: string): Promise<Image>;
  begin(id: string): Promise<Multipart>;
  sign(id: string, part: number, bytes: number): Promise<{ url: string }>;
  complete(id: string): Promise<Image>;
};

/** A file as the queue knows it: its bytes' number, and the image that was reserved for it. */
export type Known = { size: number; imageId?: string };

/**
 * Tells Uppy where to send each request. Creating, listing and completing are done here by our API; what Uppy would read in the
 * store's XML, it reads from a `data:` address (docs/decisions/0038). Uppy's key is the file's id, its upload id is the image's.
 */
export function signer({ api, known, keep }: { api: UploadApi; known: (key: string) => Known; keep: (key: string, id: string) => void }) {
  async function reserved(key: string): Promise<UploadForm> {
    const form = await api.reserve(key);
    keep(key, form.imageId);
    return form;
  }

  async function whole(key: string): Promise<Signed> {
    const { imageId } = known(key);
    if (imageId && (await hasArrived(imageId, api))) return told('PutObjectResult', '');
    const { uploadUrl, fields } = await reserved(key);
    return { url: uploadUrl, fields };
  }

  async function parts(id: string): Promise<Signed> {
    const { received } = await api.begin(id);
    const seen = received.map((part) => `<Part><PartNumber>${part.part_number}</PartNumber><ETag>kept</ETag></Part>`);
    return told('ListPartsResult', seen.join(''));
  }

  async function begun(key: string): Promise<Signed> {
    const { imageId } = await reserved(key);
    await api.begin(imageId);
    return told('InitiateMultipartUploadResult', `<UploadId>${imageId}</UploadId>`);
  }

  async function completed(key: string, id: string): Promise<Signed> {
    if (!(await hasArrived(id, api))) await api.complete(id);
    return told('CompleteMultipartUploadResult', `<Location>${id}</Location><Key>${id}</Key>`);
  }

  return async ({ method, key, uploadId, partNumber }: Wanted): Promise<Signed> => {
    if (method === 'PUT' && uploadId && partNumber) {
      return { url: (await api.sign(uploadId, partNumber, bytesOf(partNumber, known(key).size))).url };
    }
    if (method === 'PUT') return whole(key);
    if (method === 'GET' && uploadId) return parts(uploadId);
    if (method === 'POST') return uploadId ? completed(key, uploadId) : begun(key);
    return told('AbortMultipartUploadResult', ''); // whoever cancels removes the image, and its parts with it
  };
}

export const PART_BYTES = 8 * 1024 * 1024;
/** Up to here one request is simpler; beyond it, a broken connection costs too much. */
export const ONE_PIECE_BYTES = 16 * 1024 * 1024;

function bytesOf(part: number, size: number): number {
  return Math.min(PART_BYTES, size - (part - 1) * PART_BYTES);
}

function told(root: string, inner: string): Signed {
  return { url: `data:application/xml,${encodeURIComponent(`<${root}>${inner}</${root}>`)}` };
}

/** Whether the store has the bytes, although the answer to them was lost. */
async function hasArrived(id: string, api: UploadApi): Promise<boolean> {
  try {
    return (await api.image(id)).status !== 'reserved';
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 404) return false; // another reservation took its place
    throw problem;
  }
}
