import WebhookList from '$lib/webhooks/WebhookList.svelte';
import { readWebhooks } from '$lib/webhooks/webhooks';
import { opened } from '../section';

export const open = async () => opened(WebhookList, { first: await readWebhooks() });
