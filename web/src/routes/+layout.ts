import { redirect } from '@sveltejs/kit';
import { base } from '$app/paths';
import { session } from '$lib/session/session.svelte';
import type { LayoutLoad } from './$types';

export const ssr = false;
export const prerender = false;

/** What strangers may see. */
const OPEN = [`${base}/sign-in`, `${base}/callback`];

export const load: LayoutLoad = async ({ url }) => {
  if (!session.user) await session.restore();
  if (!session.user && !OPEN.includes(url.pathname)) {
    redirect(307, `${base}/sign-in?${new URLSearchParams({ next: url.pathname + url.search })}`);
  }
};
