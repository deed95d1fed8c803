import { share } from './en/share';
import { library } from './en/library';
import { frame } from './en/shell';
import { session } from './en/session';

export const en = {
  language: 'English',
  app: 'Pixelflare',
  skip: 'Skip to content',
  navigation: 'Main',
  ...frame,
  signIn: {
    title: 'Your images, every size, one address',
    lead: 'Upload a photograph and get an address that serves it in every size and format.',
    action: 'Sign in',
    working: 'Signing you in…',
    failed: 'Signing in did not work',
    again: 'Try again'
  },
  session,
  ...library,
  share,
  bin: {
    delete: 'Delete',
    deleted: (name: string) => `${name} is in the bin`,
    undo: 'Undo'
  },
  /** Where the service has said nothing, or nothing that is known. */
  failures: {
    OFFLINE: () => ({ title: 'No connection', advice: 'Nothing is lost. Try again when you are online.' }),
    UNKNOWN: () => ({ title: 'An unexpected answer', advice: 'Your images are safe. Try again.' })
  }
};

export type Catalogue = typeof en;
