import { count } from '../format';

/** What every grid of images says. */
export const library = {
  browse: {
    more: 'Loading more images…',
    end: (n: number) => (n === 1 ? '1 image' : `${count(n)} images`),
    private: 'Private',
    processing: 'Being prepared',
    timeline: 'Time line',
    look: 'Layout',
    rows: 'Rows',
    squares: 'Squares',
    list: 'List',
    name: 'Name',
    sort: 'Sort',
    sorting: 'Sort by another column',
    sortBy: (column: string) => `Sort by ${column}`,
    tooMany: (n: number) => `With more than ${count(n)} images, only the date can be sorted by`,
    empty: 'No images yet',
    emptyAdvice: 'Drop pictures anywhere on this page, or choose them.',
    rejected: 'Not accepted',
    select: (name: string) => `Select ${name}`
  },
  pick: { action: 'Upload', choose: 'Choose pictures' }
};
