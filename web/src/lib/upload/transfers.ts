import type { State, Upload } from './upload.svelte';

/** The uploads that Uppy has, by Uppy's id of the file, each with what stops its requests. */
export class Transfers {
  #all = new Map<string, { upload: Upload; stop: AbortController }>();

  know(upload: Upload, key: string): void {
    upload.key = key;
    this.#all.set(key, { upload, stop: new AbortController() });
  }

  of(key: string | undefined): Upload | undefined {
    return key === undefined ? undefined : this.#all.get(key)?.upload;
  }

  signalOf(key: string): AbortSignal {
    return this.#all.get(key)?.stop.signal ?? AbortSignal.abort();
  }

  in(state: State): Upload[] {
    return [...this.#all.values()].map(({ upload }) => upload).filter((upload) => upload.state === state);
  }

  drop(key: string): void {
    this.#all.get(key)?.stop.abort();
    this.#all.delete(key);
  }
}
