import { page } from '$lib/browse/library.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ recent: await page(undefined, 24) });
