import { count } from '../format';

export const search = {
  box: 'Search your images',
  placeholder: 'sea, tag:holiday, color:orange…',
  clear: 'Clear the search',
  fields: {
    album: 'Album', tag: 'Tag', type: 'Type', camera: 'Camera', color: 'Colour', is: 'Visibility', license: 'Licence',
    before: 'Before', after: 'From'
  },
  filters: 'Filters',
  not: 'not',
  remove: (name: string) => `Remove ${name}`,
  save: 'Save this search',
  unsave: 'Saved. Remove it',
  saved: 'Saved searches',
  recent: 'Recent searches',
  forget: 'Forget them',
  palette: 'Colours in your library',
  withColour: (color: string, images: number) => `Colour ${color}, in ${count(images)} of your newest images`,
  tips: 'What you can type',
  examples: [
    ['sea -dog', 'with one word, without the other'],
    ['"green sea"', 'both words, next to each other'],
    ['gre*', 'words that begin like this'],
    ['after:2026-05', 'since May 2026'],
    ['is:private', 'with this visibility']
  ],
  add: 'Add a filter',
  apply: 'Apply',
  found: (n: number) => (n === 1 ? '1 image found' : `${count(n)} images found`),
  foundMany: 'Many images found, the newest first',
  searching: 'Searching…',
  none: 'Nothing found',
  noneAdvice: 'Try fewer words or filters. A word that ends with * finds all that begin like it. New images are found after a second.',
  view: 'View',
  views: { grid: 'Grid', list: 'List' },
  alike: 'Look-alikes',
  alikeOf: (name: string) => `Looks like ${name}`,
  alikeNone: 'No other image looks like this one',
  alikeNoneAdvice: 'Copies in another size or format are found, cropped and turned ones are not.',
  found_in: {
    display_name: 'Name', filename: 'Name in the address', title: 'Title', tags: 'Tags', alt: 'Alternative text', labels: 'Recognised',
    caption: 'Recognised', description: 'Description', album: 'Album', album_title: 'Album', camera: 'Camera'
  } as Record<string, string>,
  meaning: {
    form: 'Search by meaning',
    box: 'Find pictures like this sentence',
    placeholder: 'Find pictures like this sentence: a quiet evening by the sea',
    find: 'Find',
    nearest: (sentence: string) => `Nearest to “${sentence}”`,
    noneAdvice: 'A sentence finds pictures some seconds after they are ready.'
  },
  narrow: 'Narrow the search',
  years: 'Year',
  results: 'Results',
  more: 'Show more'
};
