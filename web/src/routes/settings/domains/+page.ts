import { readDomains } from '$lib/domains/domains';
import type { PageLoad } from './$types';

export const load: PageLoad = () => readDomains();
