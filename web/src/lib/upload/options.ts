import type { components } from '../api/schema';

type CreateImage = components['schemas']['CreateImage'];

/** What is done with a picture whose bytes are in the library already. */
export type Duplicates = 'keep' | 'discard';

/** What a person chooses before an upload. null means: as the settings say. */
export type UploadOptions = {
  album: string | null;
  tags: readonly string[];
  visibility: 'public' | 'unlisted' | 'private' | null;
  /** A day from now on, or null for ever. */
  expiresAfterDays: number | null;
  stripMetadata: boolean | null;
  duplicates: Duplicates;
};

export const DEFAULTS: UploadOptions = {
  album: null,
  tags: [],
  visibility: null,
  expiresAfterDays: null,
  stripMetadata: null,
  duplicates: 'keep'
};

const DAY_MS = 86_400_000;
const REMEMBERED = 'upload-options';

/** The options of the last time, on this device. */
export function rememberedOptions(): UploadOptions {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') };
  } catch {
    return DEFAULTS; // whatever stands there was not written by this version
  }
}

export function rememberOptions(options: UploadOptions): void {
  localStorage.setItem(REMEMBERED, JSON.stringify(options));
}

/** How many of the options differ from the defaults. */
export function chosen(options: UploadOptions): number {
  const names = Object.keys(DEFAULTS) as (keyof UploadOptions)[];
  return names.filter((name) => String(options[name] ?? '') !== String(DEFAULTS[name] ?? '')).length;
}

/** What is asked of the API for a file. `now` is in milliseconds. */
export function reservationOf(file: { name: string; type: string; size: number }, options: UploadOptions, now: number): CreateImage {
  return {
    filename: file.name,
    content_type: file.type || null,
    size_bytes: file.size,
    on_conflict: 'suffix',
    album: options.album,
    tags: [...options.tags],
    visibility: options.visibility,
    strip_metadata: options.stripMetadata,
    expires_at: expiryOf(options, now)
  };
}

/** When an upload of this moment ends, if it does. */
export function expiryOf({ expiresAfterDays: days }: UploadOptions, now: number): string | null {
  return days === null ? null : new Date(now + days * DAY_MS).toISOString();
}
