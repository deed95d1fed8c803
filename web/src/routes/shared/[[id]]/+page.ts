import { error } from '@sveltejs/kit';
import { ApiError } from '$lib/api/ask';
import { failureOf } from '$lib/api/failure';
import { readAlbum, readAlbums, readInvitations, readPictures } from '$lib/shared/shared';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params: { id } }) => {
  try {
    if (!id) {
      const [invitations, albums] = await Promise.all([readInvitations(), readAlbums()]);
      return { invitations, albums };
    }
    const [album, first] = await Promise.all([readAlbum(id), readPictures(id)]);
    return { album, first };
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    const { title, advice, requestId } = failureOf(problem);
    error(problem.status || 503, { message: title, advice, requestId });
  }
};
