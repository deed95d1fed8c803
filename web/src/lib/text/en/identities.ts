import type { Failed, Provider } from '../../identities/identities';

const providers: Record<Provider, string> = { password: 'Password or passkey', github: 'GitHub' };
const failed: Record<Failed, { title: string; advice: string }> = {
  said_no: { title: 'GitHub was not linked', advice: 'You did not let GitHub say who you are. Nothing was changed.' },
  no_address: {
    title: 'This GitHub login could not sign in',
    advice: 'It has no verified primary e-mail address. Verify it in GitHub’s settings, then link it again.'
  },
  not_allowed: { title: 'This GitHub login is not admitted here', advice: 'Nothing was changed. Ask the operator of this installation to admit it.' },
  ended: { title: 'This took too long, or was used before', advice: 'Nothing was changed. Link GitHub again from this page.' },
  github: { title: 'GitHub does not answer as it should', advice: 'Nothing was changed. Try again in a few minutes.' }
};

export const identities = {
  title: 'Ways to sign in',
  lead: 'Each of them opens this account. Add a second one, in case you lose the first.',
  list: 'Ways to sign in to this account',
  providers,
  failed,
  first: 'The account was made with it',
  current: 'In use now',
  since: (day: string) => `since ${day}`,
  link: 'Link GitHub',
  linkHint: 'You go to GitHub and come back. GitHub tells us your name, your id there and your e-mail address.',
  linking: 'Linking GitHub…',
  linked: 'GitHub signs you in from now on',
  useFirst: 'To link another login, sign in the way this account was made.',
  off: 'The operator of this installation has not set up sign-in with GitHub.',
  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeBody:
    'It no longer opens this account, within a minute everywhere. Your pictures stay. If it signs in again, it gets a new, empty account.',
  removeCurrent: 'You are signed in with it now, so you leave this account.',
  removed: 'It no longer signs you in'
};
