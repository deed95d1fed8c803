import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';
import { language } from '../text';

export type Share = components['schemas']['ShareResource'];
export type Wanted = {
  name: string;
  days: number | null;
  password: string;
  maxViews: number | null;
  download: boolean;
  metadata: boolean;
};

/** How long a link may be valid, in days; null is until it is revoked. */
export const LIFETIMES: readonly (number | null)[] = [1, 7, 30, 90, null];
export const UNRESTRICTED: Wanted = { name: '', days: 30, password: '', maxViews: null, download: true, metadata: false };

const DAY_MS = 86_400_000;

/** What the API is asked for; its page speaks the language of this one. */
export function requestOf(wanted: Wanted, now: Date): components['schemas']['CreateShare'] {
  return {
    name: wanted.name.trim() || null,
    expires_at: wanted.days === null ? null : new Date(now.getTime() + wanted.days * DAY_MS).toISOString(),
    password: wanted.password || null,
    max_views: wanted.maxViews || null,
    download: wanted.download,
    show_metadata: wanted.metadata,
    language
  };
}

/** A new link to an album. Raises ApiError. */
export function shareAlbum(slug: string, wanted: Wanted, now: Date): Promise<Share> {
  return ask(api.POST('/v1/albums/{slug}/shares', { params: { path: { slug } }, body: requestOf(wanted, now) }));
}

/** All links, newest first. Raises ApiError. */
export const readShares = async (): Promise<Share[]> => (await ask(api.GET('/v1/shares'))).data;

/** Ends a link, for good. Raises ApiError. */
export function revokeShare(id: string): Promise<unknown> {
  return ask(api.DELETE('/v1/shares/{share_id}', { params: { path: { share_id: id } } }));
}
