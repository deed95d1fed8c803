import { api } from '../api/client';
import { ask } from '../api/ask';
import { jobs } from '../progress/long-job.svelte';
import { organizing } from '../text/organizing';
import { idsOf } from './albums';
import { bulk, type BulkAction } from './bulk';

/** Empties an album and deletes it. False when some images are still in it; a notice says which. Raises ApiError. */
export async function deleteAlbum(slug: string, action: BulkAction): Promise<boolean> {
  let ids: string[] = [];
  const job = await jobs.run(organizing.select.finding, 1, async (_, signal) => {
    ids = await idsOf({ album: slug }, signal);
  });
  if (job.state !== 'done') return false;
  const done = await bulk(organizing.albums.emptied, ids, action, (id) => id);
  if (done.size < ids.length) return false;
  await ask(api.DELETE('/v1/albums/{slug}', { params: { path: { slug } } }));
  return true;
}
