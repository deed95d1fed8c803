import { api } from '$lib/api/client';
import { ask } from '$lib/api/ask';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ keys: (await ask(api.GET('/v1/vendor-keys'))).data });
