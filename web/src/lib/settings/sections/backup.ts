import BackupPage from '$lib/backup/BackupPage.svelte';
import { readBackup } from '$lib/backup/backup';
import { opened } from '../section';

export const open = async () => opened(BackupPage, { first: await readBackup() });
