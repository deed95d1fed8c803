import { timelineOf } from '$lib/browse/kept';
import type { PageLoad } from './$types';

export const load: PageLoad = () => timelineOf();
