import { api } from '../api/client';
import { ask, type UploadForm } from '../api/ask';
import type { Engine } from './engine';
import { DEFAULTS } from './options';
import { patient } from './patience';
import { reservationOf } from './reservation';
import { signer, type Known, type Signed, type UploadApi, type Wanted } from './signer';

const pathOf = (id: string) => ({ params: { path: { image_id: id } } });

/** What a signer asks of the API. A reservation waits as long as the API says, and `told` shows for how long. */
function uploadApi(uppy: () => Engine, told: (key: string, seconds: number | null) => void, signalOf: (key: string) => AbortSignal): UploadApi {
  const wait = (key: string) => ({ told: (seconds: number | null) => told(key, seconds), signal: signalOf(key) });
  return {
    reserve(key) {
      const file = uppy().getFile(key);
      const known = { name: file.name ?? '', type: file.type ?? '', size: file.size ?? 0 };
      const asked = () => ask(api.POST('/v1/images', { body: reservationOf(known, file.meta.options ?? DEFAULTS, Date.now()) }));
      return patient(asked, wait(key)) as Promise<UploadForm>;
    },
    image: (id) => ask(api.GET('/v1/images/{image_id}', pathOf(id))),
    begin: (id) => ask(api.POST('/v1/images/{image_id}/multipart', pathOf(id))),
    sign: (id, part, bytes) =>
      ask(api.POST('/v1/images/{image_id}/multipart/parts', { ...pathOf(id), body: { part_number: part, size_bytes: bytes } })),
    complete: (id) => ask(api.POST('/v1/images/{image_id}/multipart/complete', pathOf(id)))
  };
}

/** The signer of an engine. A file's image is kept with the file, so that a reload finds it. */
export function signing(
  uppy: () => Engine,
  told: (key: string, seconds: number | null) => void,
  signalOf: (key: string) => AbortSignal
): (wanted: Wanted) => Promise<Signed> {
  const known = (key: string): Known => {
    const file = uppy().getFile(key);
    return { size: file.size ?? 0, imageId: file.meta.imageId };
  };
  const keep = (key: string, imageId: string) => uppy().setFileMeta(key, { imageId });
  return signer({ api: uploadApi(uppy, told, signalOf), known, keep });
}
