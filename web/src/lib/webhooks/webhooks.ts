import { ask } from '../api/ask';
import { api } from '../api/client';
import type { components } from '../api/schema';

export type Webhook = components['schemas']['WebhookResource'];
export type NewWebhook = components['schemas']['NewWebhook'];
export type Delivery = components['schemas']['DeliveryResource'];
export type DeliveryDetails = components['schemas']['DeliveryDetails'];
export type Kind = Webhook['events'][number];
export type Wanted = { url: string; description: string; events: Kind[]; enabled: boolean };
export type Standing = 'on' | 'off' | 'failing' | 'gone' | 'given-up';

/** The kinds of events, by what they are about. */
export const KINDS: readonly { about: 'images' | 'albums' | 'account'; kinds: readonly Kind[] }[] = [
  {
    about: 'images',
    kinds: ['image.ready', 'image.rejected', 'image.flagged', 'image.deleted', 'image.restored', 'image.changed', 'image.moved', 'image.purged']
  },
  { about: 'albums', kinds: ['album.shared', 'album.changed', 'album.deleted', 'library.changed'] },
  {
    about: 'account',
    kinds: [
      ...(['domain.verified', 'domain.failed', 'backup.failed', 'restore.finished', 'import.finished'] as const),
      ...(['quota.reached', 'api_key.created', 'account.deletion_requested', 'webhook.disabled'] as const)
    ]
  }
];

/** What a new webhook asks for, unless somebody says otherwise. */
export const USUAL: readonly Kind[] = ['image.ready', 'image.rejected', 'image.deleted'];

const at = (id: string) => ({ path: { webhook_id: id } });

/** All webhooks. Raises ApiError. */
export const readWebhooks = async (): Promise<Webhook[]> => (await ask(api.GET('/v1/webhooks'))).data;

/** A new webhook; what it answers is the only time that the secret is shown. Raises ApiError. */
export const createWebhook = (wanted: Wanted): Promise<NewWebhook> => ask(api.POST('/v1/webhooks', { body: wanted }));

/** The webhook as it is then. Raises ApiError. */
export function changeWebhook(id: string, wanted: Partial<Wanted>): Promise<Webhook> {
  return ask(api.PATCH('/v1/webhooks/{webhook_id}', { params: at(id), body: wanted }));
}

/** Ends a webhook, for good. Raises ApiError. */
export function deleteWebhook(id: string): Promise<unknown> {
  return ask(api.DELETE('/v1/webhooks/{webhook_id}', { params: at(id) }));
}

/** A new secret, which is shown only now. Raises ApiError. */
export function rotateSecret(id: string): Promise<NewWebhook> {
  return ask(api.POST('/v1/webhooks/{webhook_id}/rotate-secret', { params: at(id) }));
}

/** A delivery that will be in the log soon. Raises ApiError. */
export const sendTest = (id: string): Promise<Delivery> => ask(api.POST('/v1/webhooks/{webhook_id}/test', { params: at(id) }));

/** The latest deliveries, newest first. Raises ApiError. */
export async function readDeliveries(id: string): Promise<Delivery[]> {
  return (await ask(api.GET('/v1/webhooks/{webhook_id}/deliveries', { params: { ...at(id), query: { limit: 20 } } }))).data;
}

/** One with what was sent and answered. Raises ApiError. */
export function readDelivery(id: string, delivery: string): Promise<DeliveryDetails> {
  const path = { webhook_id: id, delivery_id: delivery };
  return ask(api.GET('/v1/webhooks/{webhook_id}/deliveries/{delivery_id}', { params: { path } }));
}

/** The same event once more. Raises ApiError. */
export function replay(id: string, delivery: string): Promise<Delivery> {
  const path = { webhook_id: id, delivery_id: delivery };
  return ask(api.POST('/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay', { params: { path } }));
}

/** How a webhook does. */
export function standingOf(webhook: Pick<Webhook, 'enabled' | 'disabled_reason' | 'failing_since'>): Standing {
  if (webhook.enabled) return webhook.failing_since ? 'failing' : 'on';
  if (webhook.disabled_reason === 'gone') return 'gone';
  return webhook.disabled_reason === 'failing' ? 'given-up' : 'off';
}

/** The list with what was asked for put before what the log has already. */
export function withAsked(log: readonly Delivery[], asked: Delivery): Delivery[] {
  return [asked, ...log.filter((each) => each.id !== asked.id)];
}
