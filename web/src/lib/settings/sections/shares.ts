import ShareList from '$lib/sharing/ShareList.svelte';
import { readShares } from '$lib/sharing/shares';
import { opened } from '../section';

export const open = async () => opened(ShareList, { first: await readShares() });
