import { api } from '../api/client';
import { ApiError, ask } from '../api/ask';
import type { components } from '../api/schema';

export type Domain = components['schemas']['CustomDomainResource'];
export type Detail = Domain['status_detail'];
export type Reason = 'address' | 'wildcard' | 'ip_address' | 'one_label' | 'no_host_name' | 'ours' | 'public_suffix';

/** All domains, by name, and whether this installation lets owners have some. Raises ApiError. */
export async function readDomains(): Promise<{ domains: Domain[]; isOn: boolean }> {
  const [page, features] = await Promise.all([ask(api.GET('/v1/custom-domains')), ask(api.GET('/v1/features'))]);
  return { domains: page.data, isOn: features.custom_domains };
}

/** A pending domain with its records. Raises ApiError. */
export const addDomain = (hostname: string): Promise<Domain> => ask(api.POST('/v1/custom-domains', { body: { hostname: hostname.trim() } }));

const named = (id: string) => ({ params: { path: { domain_id: id } } });

/** Has its records looked for at once. Raises ApiError. */
export const verifyDomain = (id: string): Promise<Domain> => ask(api.POST('/v1/custom-domains/{domain_id}/verify', named(id)));

/** It is no longer served some minutes later. Raises ApiError. */
export const removeDomain = (id: string): Promise<unknown> => ask(api.DELETE('/v1/custom-domains/{domain_id}', named(id)));

/** Why a name cannot become a domain; null for any other failure. */
export function reasonOf(problem: unknown): Reason | null {
  if (!(problem instanceof ApiError) || problem.code !== 'VALIDATION_ERROR') return null;
  return ((problem.details as { reason?: Reason } | undefined)?.reason ?? null) as Reason | null;
}

/** Whether somebody waits for something to happen by itself. */
export const isMoving = (domain: Domain): boolean => domain.status === 'pending';

/** Whether the records are still what is missing, or may be needed again. */
export const needsRecords = (domain: Domain): boolean => domain.status !== 'verified';
