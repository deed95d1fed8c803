import { count } from './format';

const wait = (seconds: number | undefined) =>
  seconds === undefined ? 'in a moment' : seconds < 90 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} minutes`;

export const en = {
  language: 'English',
  app: 'Pixelflare',
  skip: 'Skip to content',
  navigation: 'Main',
  pages: {
    home: 'Dashboard',
    images: 'Images',
    signIn: 'Sign in',
    notFound: 'Page not found',
    image: 'Image'
  },
  signIn: {
    title: 'Your images, every size, one address',
    lead: 'Upload a photograph and get an address that serves it in every size and format.',
    action: 'Sign in',
    ended: 'Your session has ended. Sign in to go on where you were.',
    working: 'Signing you in…',
    failed: 'Signing in did not work',
    again: 'Try again'
  },
  session: { signOut: 'Sign out', theme: 'Theme', light: 'Light', dark: 'Dark', system: 'As the system' },
  home: {
    recent: 'Recent uploads',
    all: 'All images',
    empty: 'No images yet',
    emptyAdvice: 'Drop pictures anywhere on this page, or choose them.',
    failed: (n: number) => (n === 1 ? '1 upload was refused' : `${count(n)} uploads were refused`)
  },
  browse: {
    more: 'Loading more images…',
    end: (n: number) => (n === 1 ? '1 image' : `${count(n)} images`),
    private: 'Private',
    processing: 'Being prepared'
  },
  view: {
    back: 'Back to the images',
    previous: 'Previous image',
    next: 'Next image',
    details: 'Details',
    dimensions: 'Dimensions',
    size: 'Size',
    type: 'Type',
    taken: 'Taken',
    camera: 'Camera',
    exposure: 'Exposure',
    album: 'Album',
    tags: 'Tags',
    visibility: 'Visibility',
    uploaded: 'Uploaded',
    none: 'None',
    visible: { public: 'Public', unlisted: 'Unlisted', private: 'Private' },
    gone: 'This image is not here any more. It may have been deleted in another tab.'
  },
  share: {
    title: 'Copy',
    address: 'Address',
    short: 'Short address',
    markdown: 'Markdown',
    html: 'HTML',
    bbcode: 'BBCode',
    size: 'Size',
    original: 'Original',
    copied: 'Copied',
    copy: (what: string) => `Copy ${what}`
  },
  bin: {
    delete: 'Delete',
    deleted: (name: string) => `${name} is in the bin`,
    undo: 'Undo'
  },
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
      expired: 'The upload took longer than its reservation.'
    }
  },
  failures: {
    VALIDATION_ERROR: () => ({ title: 'The request was not understood', advice: 'Nothing was changed. Please report this.' }),
    UNAUTHORIZED: () => ({ title: 'You are signed out', advice: 'Sign in again to go on.' }),
    FORBIDDEN: () => ({ title: 'You may not do this', advice: 'Nothing was changed.' }),
    NOT_FOUND: () => ({ title: 'This is not here any more', advice: 'It may have been deleted or moved.' }),
    METHOD_NOT_ALLOWED: () => ({ title: 'This cannot be done here', advice: 'Nothing was changed. Please report this.' }),
    CONFLICT: () => ({ title: 'This exists already', advice: 'Choose another name.' }),
    PATH_TAKEN: () => ({ title: 'Another image has this name', advice: 'Choose another name or album.' }),
    ALBUM_NOT_EMPTY: () => ({ title: 'The album still holds images', advice: 'Move or delete them first.' }),
    NOT_READY: () => ({ title: 'The image is still being prepared', advice: 'Try again in a moment.' }),
    WITHHELD: () => ({ title: 'The image is held back', advice: 'It needs a verdict, or somebody has to approve it.' }),
    HANDLE_TAKEN: () => ({ title: 'Somebody has this name', advice: 'Choose another one.' }),
    FEATURE_OFF: () => ({ title: 'This installation does not have that', advice: 'Ask the operator to switch it on.' }),
    LIMIT_REACHED: () => ({ title: 'There is no room for another one', advice: 'Remove one that you do not need.' }),
    IDEMPOTENCY_CONFLICT: () => ({ title: 'This was sent twice', advice: 'Reload the page to see what was done.' }),
    GONE: () => ({ title: 'This has expired', advice: 'It is not served any more.' }),
    PRECONDITION_FAILED: () => ({ title: 'Changed in another tab', advice: 'Reload to see the other version.' }),
    PAYLOAD_TOO_LARGE: () => ({ title: 'The file is too large', advice: 'At most 50 MB are taken.' }),
    UNSUPPORTED_MEDIA_TYPE: () => ({ title: 'This kind of file is not supported', advice: 'Nothing was uploaded.' }),
    VARIANT_TOO_LARGE: () => ({ title: 'This size is too large to make', advice: 'Choose a smaller one.' }),
    RATE_LIMIT_EXCEEDED: (seconds: number | undefined) => ({
      title: 'Too many requests',
      advice: `Nothing is lost. Try again ${wait(seconds)}.`
    }),
    INTERNAL_ERROR: () => ({ title: 'Something went wrong here', advice: 'Your images are safe. Try again.' }),
    SERVICE_UNAVAILABLE: (seconds: number | undefined) => ({
      title: 'Not available at the moment',
      advice: `Your images are safe. Try again ${wait(seconds)}.`
    }),
    OFFLINE: () => ({ title: 'No connection', advice: 'Nothing is lost. Try again when you are online.' }),
    UNKNOWN: () => ({ title: 'An unexpected answer', advice: 'Your images are safe. Try again.' })
  } satisfies Record<string, (seconds: number | undefined) => { title: string; advice: string }>
};

export type Catalogue = typeof en;
