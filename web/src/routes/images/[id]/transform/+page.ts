import { error } from '@sveltejs/kit';
import { api } from '$lib/api/client';
import { ApiError, ask } from '$lib/api/ask';
import { failureOf } from '$lib/api/failure';
import { viewing } from '$lib/text/viewing';
import { readSaved } from '$lib/transform/saved';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  try {
    const [image, saved] = await Promise.all([
      ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: params.id } } })),
      readSaved()
    ]);
    return { image, saved };
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    const advice = problem.status === 404 ? viewing.gone : failureOf(problem).advice;
    error(problem.status || 503, { message: problem.message, advice, requestId: problem.requestId });
  }
};
