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
<<<<<<< HEAD
  upload: {
    action: 'Upload',
    choose: 'Choose pictures',
    drop: 'Drop the pictures to upload them',
    panel: 'Uploads',
    close: 'Close',
    waiting: 'Waiting',
    sending: (percent: number) => `${percent} %`,
    preparing: 'Being prepared',
    done: 'Ready',
    failed: 'Failed',
    retry: 'Retry',
    retryAll: 'Retry all failed',
    cancel: 'Cancel',
    canceled: 'Cancelled',
    leave: 'Uploads are under way. They end when you close this page.',
    progress: (done: number, total: number) => `${count(done)} of ${count(total)} done`,
    notAPicture: 'This is no picture that Pixelflare takes.',
    tooLarge: 'The file is larger than 50 MB.',
    duplicate: 'You have uploaded these bytes before.',
    reasons: {
      empty: 'The file is empty.',
      too_large: 'The file is larger than 50 MB.',
      unsupported_type: 'This kind of file is not supported.',
      vector_graphic: 'SVG files are not taken, because they can contain programs.',
      type_mismatch: 'The file is not what its name says.',
      damaged: 'The file is damaged.',
      side_too_long: 'The picture is too wide or too high.',
      too_many_pixels: 'The picture has too many pixels.',
      too_many_frames: 'The animation has too many frames.',
      too_many_scans: 'The file is built in a way that would take too long to read.',
      expired: 'The upload took longer than its reservation.',
      suspended: 'This account is suspended: you can read everything and change nothing.'
    }
  },
=======
  upload,
>>>>>>> main
  failures
};

export type Catalogue = typeof en;
