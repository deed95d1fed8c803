import { failureOf } from '../api/failure';
import type { Image } from '../api/ask';
import { text } from '../text';
import { LARGEST_BYTES, isPicture, post, reserve, settled } from './send';

export type State = 'waiting' | 'sending' | 'preparing' | 'done' | 'failed' | 'canceled';
const AT_ONCE = 3;
const AT_WORK: readonly State[] = ['sending', 'preparing'];

/** One file on its way. */
export class Upload {
  readonly id = crypto.randomUUID();
  state = $state<State>('waiting');
  share = $state(0);
  why = $state('');
  image = $state.raw<Image | null>(null);
  #stop = new AbortController();

  constructor(readonly file: File) {
    if (!isPicture(file)) this.fail(text.upload.notAPicture);
    else if (file.size > LARGEST_BYTES) this.fail(text.upload.tooLarge);
  }

  /** Whether another try could end otherwise. */
  get canRetry(): boolean {
    return this.state === 'failed' && isPicture(this.file) && this.file.size <= LARGEST_BYTES;
  }

  async run(): Promise<void> {
    this.#stop = new AbortController();
    this.state = 'sending';
    this.share = 0;
    this.why = '';
    try {
      const form = await reserve(this.file);
      await post(form, this.file, (share) => (this.share = share), this.#stop.signal);
      this.state = 'preparing';
      this.#settle(await settled(form.imageId, this.#stop.signal));
    } catch (problem) {
      this.#end(problem);
    }
  }

  cancel(): void {
    if (this.state === 'waiting') this.state = 'canceled';
    else this.#stop.abort();
  }

  fail(why: string): void {
    this.state = 'failed';
    this.why = why;
  }

  #settle(image: Image): void {
    if (image.status === 'rejected') return this.fail(text.upload.reasons[image.reason ?? 'damaged']);
    this.image = image;
    this.state = 'done';
    if (image.duplicate_of) this.why = text.upload.duplicate;
  }

  #end(problem: unknown): void {
    if (this.#stop.signal.aborted) {
      this.state = 'canceled';
      return;
    }
    const { title, advice } = failureOf(problem);
    this.fail(`${title}. ${advice}`);
  }
}

/** All uploads of this tab. It outlives the pages. */
export class UploadQueue {
  all = $state.raw<readonly Upload[]>([]);
  isOpen = $state(false);
  readonly done = $derived(this.all.filter((each) => each.state === 'done').length);
  readonly isBusy = $derived(this.all.some((each) => each.state === 'waiting' || AT_WORK.includes(each.state)));
  readonly hasFailed = $derived(this.all.some((each) => each.canRetry));
  #listeners = new Set<(image: Image) => void>();

  /** Calls the listener with each image that becomes ready. Returns what ends that. */
  tell(listener: (image: Image) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  add(files: Iterable<File>): void {
    const fresh = [...files].map((file) => new Upload(file));
    if (!fresh.length) return;
    this.all = [...this.all, ...fresh];
    this.isOpen = true;
    this.#go();
  }

  retry(...wanted: readonly Upload[]): void {
    for (const each of wanted) if (each.canRetry) each.state = 'waiting';
    this.#go();
  }

  /** Forgets what has ended. */
  clear(): void {
    this.all = this.all.filter((each) => each.state === 'waiting' || AT_WORK.includes(each.state));
    this.isOpen = this.all.length > 0;
  }

  #go(): void {
    const working = this.all.filter((each) => AT_WORK.includes(each.state)).length;
    const next = this.all.filter((each) => each.state === 'waiting').slice(0, AT_ONCE - working);
    for (const each of next) void this.#work(each);
  }

  async #work(upload: Upload): Promise<void> {
    await upload.run();
    if (upload.image) for (const listener of this.#listeners) listener(upload.image);
    this.#go();
  }
}

export const uploads = new UploadQueue();
