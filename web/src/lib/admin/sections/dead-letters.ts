import { opened } from '$lib/settings/section';
import DeadLettersPage from '../DeadLettersPage.svelte';
import { readDeadLetters } from '../operations';

export const open = async () => opened(DeadLettersPage, { first: await readDeadLetters() });
