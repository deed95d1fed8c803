import { api } from '$lib/api/client';
import { ask } from '$lib/api/ask';
import VendorKeys from '$lib/keys/VendorKeys.svelte';
import { opened } from '../section';

export const open = async () => opened(VendorKeys, { first: (await ask(api.GET('/v1/vendor-keys'))).data });
