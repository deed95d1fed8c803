import { opened } from '$lib/settings/section';
import ReportsPage from '../ReportsPage.svelte';
import { readReports } from '../reports';

export const open = async (url: URL) => {
  const state = url.searchParams.get('state') === 'decided' ? 'decided' : 'open';
  return opened(ReportsPage, { listed: state, first: await readReports(state) });
};
