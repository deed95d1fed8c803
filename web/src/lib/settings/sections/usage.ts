import { invalidateAll } from '$app/navigation';
import { readReceipt } from '$lib/stats/report';
import UsagePage from '$lib/usage/UsagePage.svelte';
import { readUsage } from '$lib/usage/usage';
import { opened } from '../section';

export const open = async () => {
  const receipt = readReceipt();
  receipt.catch(() => undefined); // its card will say it
  return opened(UsagePage, { usage: await readUsage(), receipt, onretry: invalidateAll });
};
