import { opened } from '$lib/settings/section';
import HealthPage from '../HealthPage.svelte';
import { readFailures, readHealth } from '../operations';

export const open = async () => {
  const failures = readFailures();
  failures.catch(() => undefined); // its part will say it
  return opened(HealthPage, { health: await readHealth(), failures });
};
