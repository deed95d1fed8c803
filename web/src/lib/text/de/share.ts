import type { share as english } from '../en/share';

export const share: typeof english = {
  title: 'Kopieren',
  address: 'Adresse',
  short: 'Kurze Adresse',
  markdown: 'Markdown',
  html: 'HTML',
  bbcode: 'BBCode',
  size: 'Größe',
  domain: 'Domain',
  original: 'Original',
  copied: 'Kopiert',
  copiedWhat: (what) => `${what} kopiert`,
  refused: 'Der Browser ließ das Kopieren nicht zu. Bitte den Text markieren und selbst kopieren.',
  choose: 'Auswählen, was kopiert wird',
  copy: (what) => `${what} kopieren`,
  copyOf: (what, name) => `${what} von ${name} kopieren`
};
