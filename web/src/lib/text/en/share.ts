export const share = {
  title: 'Copy',
  address: 'Address',
  short: 'Short address',
  markdown: 'Markdown',
  html: 'HTML',
  bbcode: 'BBCode',
  size: 'Size',
  domain: 'Domain',
  original: 'Original',
  copied: 'Copied',
  copiedWhat: (what: string) => `${what} copied`,
  refused: 'The browser did not let the page copy. Select the text and copy it yourself.',
  choose: 'Choose what to copy',
  copy: (what: string) => `Copy ${what}`,
  copyOf: (what: string, name: string) => `Copy ${what} of ${name}`
};
