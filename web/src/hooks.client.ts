import { base } from '$app/paths';
import type { ClientInit, HandleClientError } from '@sveltejs/kit';
import { ApiError } from '$lib/api/ask';
import { failureOf } from '$lib/api/failure';
import { session } from '$lib/session/session.svelte';
import { partIsMissing } from '$lib/shell/missing-part';

/** What strangers may see. */
const OPEN = [`${base}/sign-in`, `${base}/callback`];

/** Before any page loads: who is signed in. A stranger is sent to sign in, and comes back afterwards. */
export const init: ClientInit = async () => {
  addEventListener('vite:preloadError', () => void partIsMissing());
  await session.restore();
  if (session.user || OPEN.includes(location.pathname)) return;
  const next = new URLSearchParams({ next: location.pathname + location.search });
  location.replace(`${base}/sign-in?${next}`);
  await new Promise(() => {}); // the browser is about to leave, so nothing may load any more
};

/** What the error page says of a page that did not load. */
export const handleError: HandleClientError = ({ error, status }) => {
  if (!(error instanceof ApiError) && status !== 404) console.error(error);
  const { title, advice, requestId } = failureOf(error);
  return { message: title, advice, requestId, status: error instanceof ApiError ? error.status : status };
};
