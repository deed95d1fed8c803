import { ApiError } from '$lib/api/ask';
import { choices } from '$lib/upload/defaults';
import type { PageLoad } from './$types';

/** Uploading works without the choices, so a refusal of them stops nothing. */
export const load: PageLoad = async () => {
  try {
    return { choices: await choices() };
  } catch (problem) {
    if (problem instanceof ApiError) return { choices: null };
    throw problem;
  }
};
