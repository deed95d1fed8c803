import Imports from '$lib/imports/Imports.svelte';
import { readImports } from '$lib/imports/imports';
import { opened } from '../section';

export const open = async () => opened(Imports, { first: await readImports() });
