import KeyList from '$lib/keys/KeyList.svelte';
import { readKeys } from '$lib/keys/keys';
import { opened } from '../section';

export const open = async () => opened(KeyList, { first: await readKeys() });
