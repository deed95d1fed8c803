import { readUser } from '$lib/settings/account';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ user: await readUser() });
