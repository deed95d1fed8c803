import { entries, filtersIn } from '$lib/audit/audit';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
  const filters = filtersIn(url.searchParams);
  return { filters, first: await entries(filters) };
};
