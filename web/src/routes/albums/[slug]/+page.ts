import { error } from '@sveltejs/kit';
import { api } from '$lib/api/client';
import { ApiError, ask } from '$lib/api/ask';
import { failureOf } from '$lib/api/failure';
import { timelineOf } from '$lib/browse/kept';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  try {
    const album = await ask(api.GET('/v1/albums/{slug}', { params: { path: { slug: params.slug } } }));
    return { album, ...timelineOf(params.slug) };
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    const { title, advice, requestId } = failureOf(problem);
    error(problem.status || 503, { message: title, advice, requestId });
  }
};
