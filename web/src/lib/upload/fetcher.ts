import { api } from '../api/client';
import { ApiError, ask } from '../api/ask';
import { failureOf } from '../api/failure';
import { expiryOf, type UploadOptions } from './options';
import { patient } from './patience';
import type { Upload } from './upload.svelte';

const AT_ONCE = 3;

type Job = { upload: Upload; options: UploadOptions };
type Arrived = (upload: Upload, imageId: string, options: UploadOptions) => void;

/** Has the service fetch pictures from addresses, a few at a time. A reload ends what has not begun. */
export class Fetcher {
  #waiting: Job[] = [];
  #running = new Map<Upload, AbortController>();

  constructor(private readonly arrived: Arrived) {}

  send(uploads: readonly Upload[], options: UploadOptions): void {
    for (const upload of uploads) upload.end('waiting');
    this.#waiting.push(...uploads.map((upload) => ({ upload, options })));
    this.#go();
  }

  cancel(upload: Upload): void {
    this.#waiting = this.#waiting.filter((each) => each.upload !== upload);
    this.#running.get(upload)?.abort();
    upload.end('canceled');
  }

  #go(): void {
    while (this.#running.size < AT_ONCE) {
      const job = this.#waiting.shift();
      if (!job) return;
      const stop = new AbortController();
      this.#running.set(job.upload, stop);
      void this.#fetch(job, stop.signal).finally(() => {
        this.#running.delete(job.upload);
        this.#go();
      });
    }
  }

  async #fetch({ upload, options }: Job, signal: AbortSignal): Promise<void> {
    upload.end('fetching');
    const { album, visibility, stripMetadata: strip_metadata } = options;
    const expires_at = expiryOf(options, Date.now());
    const body = { address: upload.address ?? '', on_conflict: 'suffix' as const, album, visibility, strip_metadata, expires_at, tags: [...options.tags] };
    try {
      const image = await patient(() => ask(api.POST('/v1/images/from-address', { body, signal })), {
        told: (seconds) => upload.wait(seconds),
        signal
      });
      upload.end('preparing');
      this.arrived(upload, image.id, options);
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof ApiError)) throw problem;
      const { title, advice, reason } = failureOf(problem);
      upload.end('failed', `${title}. ${reason ?? advice}`);
    }
  }
}
