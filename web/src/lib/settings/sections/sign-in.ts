import SignInPage from '$lib/identities/SignInPage.svelte';
import { readIdentities } from '$lib/identities/identities';
import { opened } from '../section';

export const open = async () => {
  const { all, hasGithub } = await readIdentities();
  return opened(SignInPage, { first: all, hasGithub });
};
