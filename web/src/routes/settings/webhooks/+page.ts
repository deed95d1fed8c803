import { readWebhooks } from '$lib/webhooks/webhooks';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ webhooks: await readWebhooks() });
