import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';
import type { Receipt } from '../stats/report';

export type Owner = components['schemas']['ListedOwner'];
export type OwnerPage = { data: Owner[]; next_cursor?: string | null };
export type OwnerUsage = components['schemas']['UsageResource'];
export type Plan = components['schemas']['PlanTier'];

/** A page of owners, without what they cost. Raises ApiError. */
export const readOwners = (search: string, cursor?: string, costs = false): Promise<OwnerPage> =>
  ask(api.GET('/v1/admin/owners', { params: { query: { search: search || undefined, cursor, costs } } })) as Promise<OwnerPage>;

/** What each of the owners has cost this month, by owner: it takes longer than the list. Raises ApiError. */
export async function readCosts(search: string, cursor?: string): Promise<Map<string, string>> {
  const { data } = await readOwners(search, cursor, true);
  return new Map(data.map(({ owner, costs_this_month: costs }) => [owner, costs ?? '']));
}

/** What an owner uses and costs. Raises ApiError. */
export async function readOwner(owner: string): Promise<{ usage: OwnerUsage; receipt: Receipt }> {
  const params = { path: { owner } };
  const [usage, receipt] = await Promise.all([
    ask(api.GET('/v1/admin/owners/{owner}', { params })),
    ask(api.GET('/v1/admin/owners/{owner}/costs', { params }))
  ]);
  return { usage, receipt: receipt as Receipt };
}

export const setPlan = (owner: string, plan: Plan): Promise<OwnerUsage> =>
  ask(api.PUT('/v1/admin/owners/{owner}/plan', { params: { path: { owner } }, body: { plan } }));

export const suspend = (owner: string, reason: string): Promise<OwnerUsage> =>
  ask(api.PUT('/v1/admin/owners/{owner}/suspension', { params: { path: { owner } }, body: { reason: reason || null } }));

export async function resume(owner: string): Promise<void> {
  await ask(api.DELETE('/v1/admin/owners/{owner}/suspension', { params: { path: { owner } } }));
}
