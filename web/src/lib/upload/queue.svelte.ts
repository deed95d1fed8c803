import type { Image } from '../api/ask';
import { text } from '../text';
import { nameAt } from './addresses';
import { countsOf } from './counts';
import { Fetcher } from './fetcher';
import { Follower } from './follow';
import { rememberOptions, rememberedOptions, type UploadOptions } from './options';
import { Rate } from './rate';
import { refusalOf } from './refusal';
import { Sender } from './sender';
import { settle } from './settle';
import { Upload } from './upload.svelte';

/** All uploads of this tab. It outlives the pages, and takes up what a reload has interrupted. */
export class UploadQueue {
  all = $state.raw<readonly Upload[]>([]);
  isOpen = $state(false);
  options = $state.raw<UploadOptions>(rememberedOptions());
  readonly counts = $derived(countsOf(this.all));
  readonly isBusy = $derived(this.all.some((each) => each.isUnderWay));
  isPaused = $state(false);
  readonly bytes = $derived(sum(this.all.filter(isCounted).map((each) => each.size)));
  readonly sent = $derived(sum(this.all.filter(isCounted).map((each) => each.sent)));
  readonly rate = new Rate();
  #owner: string | null = null;
  #listeners = new Set<(image: Image) => void>();
  #follower = new Follower();
  #fetcher = new Fetcher((upload, imageId, options) => void this.#settle(upload, imageId, options));
  #sender = new Sender({
    progress: () => this.rate.take(this.sent, Date.now()),
    arrived: (upload, imageId, options) => void this.#settle(upload, imageId, options),
    restored: (uploads) => this.#show(uploads)
  });

  /** Calls the listener with each image that becomes ready. Returns what ends that. */
  tell(listener: (image: Image) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes up what an earlier page of this owner has left, once. */
  start(owner: string): void {
    if (this.#owner === owner) return;
    this.#owner = owner;
    void this.#sender.start(owner);
  }

  /** Chooses for all files from now on. */
  choose(options: UploadOptions): void {
    this.options = options;
    rememberOptions(options);
  }

  /** Begins to send files. Those that are not worth it are listed with the reason. */
  add(files: Iterable<File>, options: UploadOptions = this.options): void {
    const fresh = [...files].map((file) => new Upload(file.name, file.size, file));
    for (const each of fresh) {
      const refusal = refusalOf(each.file!);
      if (refusal) each.end('refused', text.upload.refusals[refusal]);
    }
    this.#show(fresh);
    void this.#sender.send(fresh.filter((each) => each.state === 'waiting'), options);
  }

  /** Has the service fetch pictures from addresses. */
  fetch(addresses: readonly string[]): void {
    const fresh = addresses.map((address) => new Upload(nameAt(address), 0, null, address));
    this.#show(fresh);
    this.#fetcher.send(fresh, this.options);
  }

  cancel(...some: readonly Upload[]): void {
    for (const each of some.filter((upload) => upload.isUnsent)) {
      if (each.address) this.#fetcher.cancel(each);
      else void this.#sender.cancel(each);
    }
  }

  setPaused(upload: Upload, isPaused: boolean): void {
    if (!upload.address) void this.#sender.setPaused(upload, isPaused);
  }

  pauseAll(): void {
    this.isPaused = true;
    this.#sender.gate.close();
    for (const each of this.all) this.setPaused(each, true);
  }

  resumeAll(): void {
    this.isPaused = false;
    this.#sender.gate.open();
    for (const each of this.all) this.setPaused(each, false);
  }

  retry(...some: readonly Upload[]): void {
    for (const each of some.filter((upload) => upload.canRetry)) {
      if (each.address) this.#fetcher.send([each], this.options);
      else void this.#sender.retry(each);
    }
  }

  /** Forgets what has ended. */
  clear(): void {
    void this.#sender.forget(this.all.filter((each) => !each.isUnderWay && !each.address));
    this.all = this.all.filter((each) => each.isUnderWay);
    this.isOpen = this.all.length > 0;
  }

  #show(fresh: readonly Upload[]): void {
    if (!fresh.length) return;
    this.all = [...this.all, ...fresh];
    this.isOpen = true;
  }

  async #settle(upload: Upload, imageId: string, options: UploadOptions): Promise<void> {
    const image = await this.#follower.settled(imageId);
    this.#sender.settled(imageId);
    const kept = await settle(upload, image, options);
    if (kept) for (const listener of this.#listeners) listener(kept);
  }
}

const isCounted = (upload: Upload): boolean => upload.state !== 'refused' && upload.state !== 'canceled';
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

export const uploads = new UploadQueue();
