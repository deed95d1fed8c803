import { api } from '../api/client';
import { ask } from '../api/ask';
import { jobs } from '../progress/long-job.svelte';
import { organizing } from '../text/organizing';
import { idsOf } from './albums';
import { bulk } from './bulk';

/** Raises ApiError. The images stay. */
export async function deleteTag(tag: string): Promise<void> {
  await ask(api.DELETE('/v1/tags/{tag}', { params: { path: { tag } } }));
}

/** Gives all images of a tag another one, and deletes the first. False when some still have it. Raises ApiError. */
export async function renameTag(tag: string, to: string): Promise<boolean> {
  let ids: string[] = [];
  const job = await jobs.run(organizing.select.finding, 1, async (_, signal) => {
    ids = await idsOf({ tag }, signal);
  });
  if (job.state !== 'done') return false;
  const done = await bulk(organizing.tags.renaming(to), ids, { action: 'tag', tags: [to] }, (id) => id);
  if (done.size < ids.length) return false;
  await deleteTag(tag);
  return true;
}
