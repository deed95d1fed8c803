import { readShares } from '$lib/sharing/shares';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ shares: await readShares() });
