/** The page for addresses that lead nowhere, and for pages that do not load. */
export const lost = {
  advice: 'Nothing is at this address. It may be mistyped, or what was here has moved.',
  request: 'Request',
  search: 'Search your images',
  find: 'Search',
  bin: 'Bin'
};
