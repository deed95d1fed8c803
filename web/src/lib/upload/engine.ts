import Uppy, { type UppyFile } from '@uppy/core';
import AwsS3 from '@uppy/aws-s3';
import GoldenRetriever from '@uppy/golden-retriever';
import type { UploadOptions } from './options';
import { ONE_PIECE_BYTES, PART_BYTES, type Signed, type Wanted } from './signer';

/** What is kept with each file, also over a reload. `failed` holds why nobody should try it again by itself. */
export type Meta = { options?: UploadOptions; imageId?: string; failed?: string; [other: string]: unknown };
export type Body = Record<string, never>;
export type Engine = Uppy<Meta, Body>;
export type EngineFile = UppyFile<Meta, Body>;

const AT_ONCE = 3;
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;
const KEPT_BYTES = 4 * 1024 ** 3;

/** Uppy without a face. It keeps unfinished files in IndexedDB under `name`. */
export function engine(name: string, sign: (wanted: Wanted) => Promise<Signed>): Engine {
  // The plugin reads both sizes, but its type has forgotten them.
  const indexedDB = { name, version: 1, maxFileSize: KEPT_BYTES, maxTotalSize: KEPT_BYTES };
  return new Uppy<Meta, Body>({ id: name, autoProceed: false, logger: { debug() {}, warn() {}, error() {} } })
    .use(AwsS3<Meta, Body>, {
      limit: AT_ONCE,
      shouldUseMultipart: (file: EngineFile) => (file.size ?? 0) > ONE_PIECE_BYTES,
      getChunkSize: () => PART_BYTES,
      generateObjectKey: (file: EngineFile) => file.id,
      signRequest: sign as never
    })
    .use(GoldenRetriever<Meta, Body>, { expires: KEPT_FOR_MS, indexedDB });
}

/**
 * Starts what an earlier page has left: files with their bytes are sent as if they were new, and parts that have arrived are not
 * sent again. Returns the files, and takes those without bytes out: the browser had no room for them.
 */
export function takeUp(uppy: Engine): { files: EngineFile[]; lost: EngineFile[] } {
  const lost = uppy.getFiles().filter((file) => file.isGhost);
  uppy.removeFiles(lost.map((file) => file.id));
  const files = uppy.getFiles();
  uppy.setState({ currentUploads: {}, recoveredState: null });
  for (const file of files.filter((each) => !each.meta.failed)) {
    const progress = { ...file.progress, uploadStarted: null, uploadComplete: false, bytesUploaded: false as const, percentage: 0 };
    uppy.setFileState(file.id, { error: null, isPaused: false, progress } as Partial<EngineFile>);
  }
  return { files, lost };
}
