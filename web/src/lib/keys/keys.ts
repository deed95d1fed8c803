import type { components } from '../api/schema';
import { api } from '../api/client';
import { ask } from '../api/ask';

export type ApiKey = components['schemas']['ApiKeyResource'];
export type NewKey = components['schemas']['NewApiKey'];
export type Scope = components['schemas']['Scope'];
export type Wanted = { name: string; scope: Scope; networks: string; days: number | null };
export type Status = 'live' | 'expired' | 'revoked';

export const SCOPES: readonly Scope[] = ['read', 'write', 'admin'];
/** How long a key may live; null is for ever. */
export const LIFETIMES: readonly (number | null)[] = [7, 30, 90, 365, null];

const DAY_MS = 86_400_000;

/** All live keys, and those that ended last. Raises ApiError. */
export const readKeys = async (): Promise<ApiKey[]> => (await ask(api.GET('/v1/keys'))).data;

/** A new key; what it answers is the only time that the key is shown. Raises ApiError. */
export function createKey(wanted: Wanted, now: Date): Promise<NewKey> {
  const expires_at = wanted.days === null ? null : new Date(now.getTime() + wanted.days * DAY_MS).toISOString();
  const body = { name: wanted.name.trim(), scopes: [wanted.scope], allowed_ips: networksIn(wanted.networks), expires_at };
  return ask(api.POST('/v1/keys', { body }));
}

/** Ends a key, for good. Raises ApiError. */
export function revokeKey(id: string): Promise<unknown> {
  return ask(api.DELETE('/v1/keys/{key_id}', { params: { path: { key_id: id } } }));
}

/** The networks of a text, whatever stands between them. */
export function networksIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

/** Whether a key works, by the service's time. */
export function statusOf(key: ApiKey, now: Date): Status {
  if (key.revoked_at) return 'revoked';
  return key.expires_at && new Date(key.expires_at) <= now ? 'expired' : 'live';
}

/** The strongest scope: it includes the others. */
export function strongest(scopes: readonly Scope[]): Scope {
  return [...SCOPES].reverse().find((scope) => scopes.includes(scope)) ?? 'read';
}
