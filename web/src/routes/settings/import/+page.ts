import { readImports } from '$lib/imports/imports';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ imports: await readImports() });
