import { api } from '../api/client';
import { ApiError, ask, type Image } from '../api/ask';
import { batches } from '../progress/batches';

const AT_ONCE = 6;

/** Images as they are now, such as with their new addresses. What cannot be read is left out. */
export async function reread(ids: readonly string[]): Promise<Image[]> {
  const found: Image[] = [];
  for (const some of batches(ids, AT_ONCE)) {
    const read = await Promise.all(some.map(readOne));
    found.push(...read.filter((image) => image !== null));
  }
  return found;
}

async function readOne(id: string): Promise<Image | null> {
  try {
    return await ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: id } } }));
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    return null;
  }
}
