import { count } from '../format';

/** Words of the frame around the pages, and of the parts that every page uses. */
export const frame = {
  pages: {
    home: 'Dashboard',
    images: 'Images',
    albums: 'Albums',
    shared: 'Shared with me',
    tags: 'Tags',
    search: 'Search',
    stats: 'Statistics',
    upload: 'Upload',
    bin: 'Bin',
    review: 'Review',
    duplicates: 'Duplicates',
    settings: 'Settings',
    signIn: 'Sign in',
    notFound: 'Page not found',
    image: 'Image'
  },
  shell: {
    library: 'Library',
    insight: 'Care',
    more: 'More',
    allPages: 'All pages',
    account: 'Account',
    goTo: (page: string) => `Go to ${page}`,
    offline: 'You are offline. What you see may be old; changes wait until you are back.',
    images: 'Image',
    album: 'Album'
  },
  ui: {
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    again: 'Try again',
    loading: 'Loading…',
    partMissing: 'A part of this page did not load. Check the connection, and try again.',
    typeToConfirm: (words: string) => `Type ${words} to confirm`
  },
  change: { undo: 'Undo', undone: 'Taken back' },
  progress: {
    of: (done: number, total: number) => `${count(done)} of ${count(total)}`,
    done: (done: number, total: number) => `Done: ${count(done)} of ${count(total)}`,
    canceled: (done: number, total: number) => `Cancelled after ${count(done)} of ${count(total)}`,
    failed: (done: number, total: number) => `Stopped after ${count(done)} of ${count(total)}`,
    misses: (n: number) => (n === 1 ? 'Show 1 that was not done' : `Show ${count(n)} that were not done`),
    missesLead: (n: number) => (n === 1 ? '1 was left as it was:' : `${count(n)} were left as they were:`),
    more: (n: string) => `and ${n} more`
  },
  act: {
    box: 'Search and commands',
    placeholder: 'Search images, albums, pages and actions…',
    nothing: 'Nothing found. Try fewer letters.',
    open: 'Open the command box',
    keys: 'Keyboard shortcuts',
    everywhere: 'Everywhere',
    undo: 'Undo the last change'
  }
};
