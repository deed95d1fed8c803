import { opened } from '$lib/settings/section';
import CostsPage from '../CostsPage.svelte';
import { readBrake, readCosts } from '../operations';

export const open = async () => {
  const [brake, receipt] = await Promise.all([readBrake(), readCosts()]);
  return opened(CostsPage, { brake, receipt });
};
