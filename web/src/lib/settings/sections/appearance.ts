import AppearancePage from '../AppearancePage.svelte';
import { readPreferences } from '../account';
import { opened } from '../section';

export const open = async () => opened(AppearancePage, { saved: await readPreferences() });
