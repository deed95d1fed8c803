import { page } from '$lib/browse/library.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ first: await page() });
