import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';
import type { Receipt } from '../stats/report';

export type BrakeReport = components['schemas']['BrakeReport'];
export type DeadLetter = components['schemas']['DeadLetter'];
export type DeadLetters = components['schemas']['DeadLetterList'];
export type Handled = components['schemas']['HandledDeadLetters'];
export type Health = components['schemas']['HealthResource'];
export type Failure = components['schemas']['Failure'];

export const readDeadLetters = (): Promise<DeadLetters> => ask(api.GET('/v1/admin/dead-letters'));
export const readHealth = (): Promise<Health> => ask(api.GET('/v1/admin/health'));
export const readFailures = async (): Promise<Failure[]> => (await ask(api.GET('/v1/admin/failures'))).data;
export const readCosts = async (): Promise<Receipt> => (await ask(api.GET('/v1/admin/costs'))) as Receipt;

export const readBrake = (): Promise<BrakeReport> => ask(api.GET('/v1/admin/brake'));

/** Holds the bill brake at a level for the rest of the month; null lets it follow what is spent. Raises ApiError. */
export const holdBrake = (level: number | null): Promise<BrakeReport> =>
  ask(level === null ? api.DELETE('/v1/admin/brake') : api.PUT('/v1/admin/brake', { body: { level } }));

/** Sends messages of a queue back, or discards them: those of the ids, or all that it has time for. */
export function handle(what: 'redrive' | 'discard', queue: string, ids: readonly string[] | 'all'): Promise<Handled> {
  const asked = { params: { path: { queue } }, body: ids === 'all' ? { all: true } : { ids: [...ids] } };
  return ask(
    what === 'redrive' ? api.POST('/v1/admin/dead-letters/{queue}/redrive', asked) : api.POST('/v1/admin/dead-letters/{queue}/discard', asked)
  );
}
