import DomainList from '$lib/domains/DomainList.svelte';
import { readDomains } from '$lib/domains/domains';
import { opened } from '../section';

export const open = async () => {
  const { domains, isOn } = await readDomains();
  return opened(DomainList, { first: domains, isOn });
};
