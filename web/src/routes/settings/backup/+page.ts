import { readBackup } from '$lib/backup/backup';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ backup: await readBackup() });
