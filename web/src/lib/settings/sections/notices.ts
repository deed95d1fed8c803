import NoticeSwitches from '$lib/notices/NoticeSwitches.svelte';
import { readNotices } from '$lib/notices/notices';
import { opened } from '../section';

export const open = async () => opened(NoticeSwitches, { first: await readNotices() });
