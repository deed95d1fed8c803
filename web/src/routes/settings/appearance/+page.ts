import { readPreferences } from '$lib/settings/account';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ preferences: await readPreferences() });
