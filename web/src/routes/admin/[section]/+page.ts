import { error } from '@sveltejs/kit';
import { sections } from '$lib/admin/sections';
import { isOperator } from '$lib/session/operator';
import { session } from '$lib/session/session.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
  const section = sections.find(({ name }) => name === params.section);
  if (!section || !isOperator(session.user)) error(404);
  return { opened: await (await section.load()).open(url) };
};
