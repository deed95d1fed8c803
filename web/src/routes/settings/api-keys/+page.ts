import { readKeys } from '$lib/keys/keys';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ keys: await readKeys() });
