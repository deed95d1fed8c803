import { error } from '@sveltejs/kit';
import { sections } from '$lib/settings/sections';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
  const section = sections.find(({ name }) => name === params.section);
  if (!section) error(404);
  return { opened: await (await section.load()).open(url) };
};
