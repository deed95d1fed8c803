import Exports from '$lib/exports/Exports.svelte';
import { readExports } from '$lib/exports/exports';
import { opened } from '../section';

export const open = async () => opened(Exports, { first: await readExports() });
