import { api } from '../api/client';
import { ApiError, ask } from '../api/ask';
import { uploading } from '../text/uploading';
import type { Engine, EngineFile } from './engine';
import { Gate } from './gate';
import { keep, keepArrived, kept, letGo } from './kept';
import { leftToSend, leftWithServer, lost } from './left';
import type { UploadOptions } from './options';
import { outcomeOf } from './problem';
import { Reconnect } from './reconnect';
import { signing } from './reservations';
import { slotOf } from './slot';
import { Transfers } from './transfers';
import type { Upload } from './upload.svelte';

/** What the queue is told. */
type Told = {
  progress: () => void;
  arrived: (upload: Upload, imageId: string, options: UploadOptions) => void;
  restored: (uploads: readonly Upload[]) => void;
};

const RESTORED_WITHIN_MS = 1500;

/** Sends files by Uppy, which is loaded with the first one. */
export class Sender {
  /** Closed, no further file begins. */
  readonly gate = new Gate();
  #engine: Promise<Engine> | null = null;
  #slot: Promise<string> = Promise.resolve('uploads');
  #transfers = new Transfers();
  #reconnect = new Reconnect(() => void Promise.all(this.#transfers.in('offline').map((each) => this.retry(each))));

  constructor(private readonly told: Told) {}

  /** Takes up what an earlier page of this owner has left. */
  async start(owner: string): Promise<void> {
    this.#slot = slotOf(owner);
    const slot = await this.#slot;
    const left = leftWithServer(slot);
    this.told.restored(left.map(({ upload }) => upload));
    for (const { upload, imageId, options } of left) this.told.arrived(upload, imageId, options);
    if (kept(slot)?.isSending) await this.#made();
  }

  async send(uploads: readonly Upload[], options: UploadOptions): Promise<void> {
    if (!uploads.length) return;
    const uppy = await this.#made();
    keep(await this.#slot, { isSending: true });
    const byFile = new Map(uploads.map((upload) => [upload.file as Blob, upload]));
    const added = (file: EngineFile) => this.#transfers.know(byFile.get(file.data as Blob)!, file.id);
    uppy.on('file-added', added);
    uppy.addFiles(uploads.filter((each) => each.isUnsent).map((each) => described(each, options)));
    uppy.off('file-added', added);
    for (const each of uploads) if (!each.key && each.isUnsent) each.end('refused', uploading.twice);
    await uppy.upload();
  }

  async cancel(upload: Upload): Promise<void> {
    upload.end('canceled');
    if (!upload.key) return;
    const uppy = await this.#made();
    const imageId = uppy.getFile(upload.key)?.meta.imageId;
    await this.#drop(uppy, upload.key);
    if (!imageId) return;
    // Without an answer, the reservation ends by itself within the hour.
    await ask(api.DELETE('/v1/images/{image_id}', { params: { path: { image_id: imageId } } })).catch(onlyApiError);
  }

  async setPaused(upload: Upload, isPaused: boolean): Promise<void> {
    if (!upload.key || upload.state !== (isPaused ? 'sending' : 'paused')) return;
    const uppy = await this.#made();
    upload.state = isPaused ? 'paused' : 'sending';
    if (Boolean(uppy.getFile(upload.key).isPaused) !== isPaused) uppy.pauseResume(upload.key);
  }

  async retry(upload: Upload): Promise<void> {
    if (!upload.key) return;
    const uppy = await this.#made();
    upload.end('waiting');
    uppy.setFileMeta(upload.key, { failed: undefined });
    await uppy.retryUpload(upload.key);
  }

  /** Lets go of files that nobody will try again. */
  async forget(uploads: readonly Upload[]): Promise<void> {
    const uppy = await this.#engine;
    for (const { key } of uploads) if (uppy && key && uppy.getFile(key)) await this.#drop(uppy, key);
  }

  /** Ends the following of an image. */
  async settled(imageId: string): Promise<void> {
    letGo(await this.#slot, imageId);
  }

  #made(): Promise<Engine> {
    return (this.#engine ??= this.#make());
  }

  async #make(): Promise<Engine> {
    const [{ engine, takeUp }, slot] = await Promise.all([import('./engine'), this.#slot]);
    const wait = (key: string, seconds: number | null) => this.#transfers.of(key)?.wait(seconds);
    const sign = signing(() => uppy, wait, (key) => this.#transfers.signalOf(key));
    const uppy: Engine = engine(slot, async (wanted) => {
      const upload = this.#transfers.of(wanted.key);
      if (upload?.state === 'waiting') await this.gate.pass();
      if (upload?.state === 'waiting') upload.state = 'sending';
      return sign(wanted);
    });
    uppy.on('upload-progress', (file, { bytesUploaded }) => this.#advance(file, Number(bytesUploaded)));
    uppy.on('upload-success', (file) => file && queueMicrotask(() => void this.#arrived(uppy, file)));
    uppy.on('upload-error', (file, problem) => file && this.#failed(uppy, file, problem));
    await new Promise<void>((done) => {
      uppy.on('restored', () => (this.#restore(uppy, takeUp(uppy)), done()));
      setTimeout(done, kept(slot) ? RESTORED_WITHIN_MS : 0); // a slot that was never used tells nothing
    }); // what is added before would be overwritten
    return uppy;
  }

  #restore(uppy: Engine, found: { files: EngineFile[]; lost: EngineFile[] }): void {
    const uploads = found.files.map((file) => {
      const upload = leftToSend(file);
      this.#transfers.know(upload, file.id);
      return upload;
    });
    this.told.restored([...uploads, ...found.lost.map(lost)]);
    void uppy.upload();
  }

  #advance(file: EngineFile | undefined, sent: number): void {
    const upload = this.#transfers.of(file?.id);
    if (!upload?.isUnsent) return;
    upload.advance(sent, Date.now());
    this.#reconnect.reset();
    this.told.progress();
  }

  async #arrived(uppy: Engine, file: EngineFile): Promise<void> {
    const upload = this.#transfers.of(file.id);
    const { imageId, options } = uppy.getFile(file.id)?.meta ?? {};
    if (!upload || !imageId || !options) return; // cancelled in the last moment
    upload.sent = upload.size;
    upload.end('preparing');
    keepArrived(await this.#slot, { imageId, name: upload.name, size: upload.size, options });
    await this.#drop(uppy, file.id);
    this.told.arrived(upload, imageId, options);
  }

  #failed(uppy: Engine, file: EngineFile, problem: unknown): void {
    const upload = this.#transfers.of(file.id);
    if (!upload?.isUnsent || !uppy.getFile(file.id)) return;
    const { state, why } = outcomeOf(problem);
    upload.end(state, why);
    uppy.setFileState(file.id, { error: null }); // Uppy would try it again with the next file that is added
    if (state === 'failed') uppy.setFileMeta(file.id, { failed: why });
    if (state === 'offline') this.#reconnect.arm();
  }

  async #drop(uppy: Engine, key: string): Promise<void> {
    this.#transfers.drop(key);
    uppy.removeFile(key);
    if (!uppy.getFiles().length) keep(await this.#slot, { isSending: false });
  }
}

function described(upload: Upload, options: UploadOptions) {
  const file = upload.file!;
  const relativePath = file.webkitRelativePath || undefined; // two folders may hold files of one name
  return { name: upload.name, type: file.type, data: file, meta: { options, relativePath } };
}

function onlyApiError(problem: unknown): void {
  if (!(problem instanceof ApiError)) throw problem;
}
