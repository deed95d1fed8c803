import { api } from '$lib/api/client';
import { ask } from '$lib/api/ask';
import { readPreferences } from '$lib/settings/account';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
  const [first, preferences] = await Promise.all([ask(api.GET('/v1/review')), readPreferences()]);
  return { first, blurs: preferences.blur_nsfw };
};
