/** What the tab remembers of a sign-in. oidc-client-ts writes it; reading it needs none of that library. */
export type Kept = {
  access_token: string;
  refresh_token?: string;
  /** Seconds since 1970, by this machine's clock. */
  expires_at?: number;
  profile: { sub: string; email?: string; name?: string; preferred_username?: string };
};

const PREFIX = 'oidc.user:';
/** A token that ends this soon could end on its way. */
const SPARE_SECONDS = 60;

/** The sign-in that this tab has kept, or null. */
export function keptIn(storage: Storage): Kept | null {
  for (let n = 0; n < storage.length; n++) {
    const key = storage.key(n);
    if (key?.startsWith(PREFIX)) return JSON.parse(storage.getItem(key) ?? 'null') as Kept | null;
  }
  return null;
}

/** Whether the access token has ended, or is about to. */
export function hasEnded(kept: Kept, nowMs: number): boolean {
  return kept.expires_at !== undefined && kept.expires_at - SPARE_SECONDS <= nowMs / 1000;
}
