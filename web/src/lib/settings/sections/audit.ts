import AuditPage from '$lib/audit/AuditPage.svelte';
import { entries, filtersIn } from '$lib/audit/audit';
import { opened } from '../section';

export const open = async (url: URL) => {
  const filters = filtersIn(url.searchParams);
  return opened(AuditPage, { filters, first: await entries(filters) });
};
