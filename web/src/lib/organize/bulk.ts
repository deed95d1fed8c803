import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';
import { batches } from '../progress/batches';
import { jobs, type Miss } from '../progress/long-job.svelte';
import { refusals } from '../text/refusals';

type Schemas = components['schemas'];
type WithoutIds<Body> = Body extends unknown ? Omit<Body, 'ids'> : never;
/** What is done to many images at once. */
export type BulkAction = WithoutIds<
  | Schemas['BulkDelete']
  | Schemas['BulkRestore']
  | Schemas['BulkMove']
  | Schemas['BulkTag']
  | Schemas['BulkUntag']
  | Schemas['BulkSetVisibility']
>;

const AT_ONCE = 100;

/**
 * Does it, a hundred images at a time, and returns the ids of those that it was done to. More than a hundred show their
 * progress and can be cancelled; those that were refused are listed with their reasons. Raises ApiError if nothing was done.
 */
export async function bulk(
  title: string,
  ids: readonly string[],
  action: BulkAction,
  nameOf: (id: string) => string
): Promise<Set<string>> {
  const done = new Set<string>();
  const send = async (some: readonly string[]): Promise<Miss[]> => {
    const body = { ...action, ids: some } as Schemas['BulkDelete'];
    const { results } = await ask(api.POST('/v1/images/bulk', { body }));
    for (const { id, error } of results) if (!error) done.add(id);
    return results.flatMap(({ id, error }) => (error ? [{ name: nameOf(id), why: reasonOf(error.code) }] : []));
  };
  if (ids.length <= AT_ONCE) {
    const misses = ids.length ? await send(ids) : [];
    if (misses.length) void jobs.run(title, ids.length, async (job) => (job.report(done.size), job.miss(...misses)));
    return done;
  }
  await jobs.run(title, ids.length, async (job, signal) => {
    for (const some of batches(ids, AT_ONCE)) {
      signal.throwIfAborted();
      job.miss(...(await send(some)));
      job.report(done.size);
    }
  });
  return done;
}

function reasonOf(code: Schemas['ErrorCode']): string {
  const { title, advice } = refusals[code](undefined);
  return `${title}. ${advice}`;
}
