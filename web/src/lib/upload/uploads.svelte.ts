import type { Image } from '../api/ask';
import { session } from '../session/session.svelte';
import { rememberOptions, rememberedOptions, type UploadOptions } from './options';
import type { UploadQueue } from './queue.svelte';

/** The way to the queue of uploads, which loads with the first file, or when an earlier page has left some. */
export class Uploads {
  queue = $state.raw<UploadQueue | null>(null);
  options = $state.raw<UploadOptions>(rememberedOptions());
  #listeners = new Set<(image: Image) => void>();
  #coming: Promise<UploadQueue> | null = null;

  /** Calls the listener with each image that becomes ready. Returns what ends that. */
  tell(listener: (image: Image) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Chooses for all files from now on. */
  choose(options: UploadOptions): void {
    this.options = options;
    rememberOptions(options);
  }

  async add(files: Iterable<File>): Promise<void> {
    const some = [...files]; // a picker that is used again forgets its files
    if (some.length) (await this.load()).add(some);
  }

  /** Has the service fetch pictures from addresses. */
  async fetch(addresses: readonly string[]): Promise<void> {
    if (addresses.length) (await this.load()).fetch(addresses);
  }

  /** The queue, which takes up what an earlier page of this owner has left. Raises what stops it from loading. */
  load(): Promise<UploadQueue> {
    this.#coming ??= this.#made().catch((problem) => {
      this.#coming = null; // another try loads again
      throw problem;
    });
    return this.#coming;
  }

  async #made(): Promise<UploadQueue> {
    const { UploadQueue } = await import('./queue.svelte');
    const tell = (image: Image) => this.#listeners.forEach((listener) => listener(image));
    return (this.queue = new UploadQueue(session.user?.profile.sub ?? '', () => this.options, tell));
  }
}

export const uploads = new Uploads();
