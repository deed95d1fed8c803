import { api } from '../api/client';
import { ApiError, ask } from '../api/ask';
import type { components } from '../api/schema';

export type Identity = components['schemas']['IdentityResource'];
export type Provider = Identity['provider'];
export type Failed = 'said_no' | 'no_address' | 'not_allowed' | 'ended' | 'github';

/** What the browser comes back from GitHub with. */
export type Told = { code: string } | { failed: Failed } | null;

const REASONS: readonly string[] = ['said_no', 'no_address', 'not_allowed', 'ended'];

/** What signs in to the account, and whether this installation knows GitHub. Raises ApiError. */
export async function readIdentities(): Promise<{ all: Identity[]; hasGithub: boolean }> {
  const [page, features] = await Promise.all([ask(api.GET('/v1/me/identities')), ask(api.GET('/v1/features'))]);
  return { all: page.data, hasGithub: features.github };
}

/** Where to go to. Raises ApiError. */
export const beginLinking = async (): Promise<string> => (await ask(api.POST('/v1/me/identities/github/begin'))).address;

/** What signs in then. Raises ApiError. */
export const finishLinking = async (code: string): Promise<Identity[]> =>
  (await ask(api.POST('/v1/me/identities/github/finish', { body: { code } }))).data;

/** Raises ApiError. */
export const removeIdentity = (id: string): Promise<unknown> =>
  ask(api.DELETE('/v1/me/identities/{identity_id}', { params: { path: { identity_id: id } } }));

/** What the address says after `#`; null for anything else there. */
export function toldBy(hash: string): Told {
  const told = new URLSearchParams(hash.replace(/^#/, ''));
  const [code, failed] = [told.get('linked'), told.get('failed')];
  if (code) return { code };
  if (!failed) return null;
  return { failed: REASONS.includes(failed) ? (failed as Failed) : 'github' };
}

/** Whether it was begun by somebody else, took too long, or has been used. */
export const hasEnded = (problem: unknown): boolean => problem instanceof ApiError && problem.code === 'GONE';
