import { api } from '../api/client';
import { ask, type Image } from '../api/ask';
import type { Domain } from '../domains/domains';
import { readPreferences } from '../settings/account';
import { copyChoice } from './choice.svelte';
import { under } from './snippets';

/** Asks under which domains addresses can be copied, and which of them is the account's default. Raises ApiError. */
export async function learnHosts(): Promise<void> {
  const { data } = await ask(api.GET('/v1/custom-domains'));
  if (data.some(({ status }) => status === 'verified')) copyChoice.usual = (await readPreferences()).embed_domain ?? null;
  followDomains(data);
}

/** What is known of the owner's domains now. */
export function followDomains(domains: readonly Domain[]): void {
  copyChoice.hosts = domains.filter(({ status }) => status === 'verified').map(({ hostname }) => hostname);
}

/** The addresses of images, one a line, under the domain that is chosen. */
export const addressesOf = (images: readonly Image[]): string => images.map((each) => under(copyChoice.host, each, each.cdn_url)).join('\n');
