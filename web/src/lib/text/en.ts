import { share } from './en/share';
import { transform } from './en/transform';
import { upload } from './en/upload';
import { view } from './en/view';
import { library } from './en/library';
import { frame } from './en/shell';
import { count } from './format';
import { failures } from './en/failures';
import { lost } from './en/lost';
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
  lost,
  home: {
    recent: 'Recent uploads',
    all: 'All images',
    empty: 'No images yet',
    emptyAdvice: 'Drop pictures anywhere on this page, or choose them.',
    failed: (n: number) => (n === 1 ? '1 upload was refused' : `${count(n)} uploads were refused`)
  },
  ...library,
  view,
  share,
  transform,
  bin: {
    delete: 'Delete',
    deleted: (name: string) => `${name} is in the bin`,
    undo: 'Undo'
  },
  upload,
  failures
};

export type Catalogue = typeof en;
