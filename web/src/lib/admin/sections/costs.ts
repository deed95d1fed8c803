import { opened } from '$lib/settings/section';
import CostsPage from '../CostsPage.svelte';
import { readCosts } from '../operations';

export const open = async () => opened(CostsPage, { receipt: await readCosts() });
