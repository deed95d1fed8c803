import { readReceipt } from '$lib/stats/report';
import { readUsage } from '$lib/usage/usage';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
  const receipt = readReceipt();
  receipt.catch(() => undefined); // its card will say it
  return { usage: await readUsage(), costs: { receipt } };
};
