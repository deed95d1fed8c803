import type { components } from '../api/schema';
import type { UploadOptions } from './options';

const DAY_MS = 86_400_000;

/** What is asked of the API for a file. `now` is in milliseconds. */
export function reservationOf(file: { name: string; type: string; size: number }, options: UploadOptions, now: number): components['schemas']['CreateImage'] {
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
