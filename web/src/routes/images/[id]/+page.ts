import { error } from '@sveltejs/kit';
import { api } from '$lib/api/client';
import { ApiError, ask } from '$lib/api/ask';
import { text } from '$lib/text';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  try {
    return { image: await ask(api.GET('/v1/images/{image_id}', { params: { path: { image_id: params.id } } })) };
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    error(problem.status || 503, { message: problem.message, advice: text.view.gone, requestId: problem.requestId });
  }
};
