import type { lost as english } from '../en/lost';

export const lost: typeof english = {
  advice: 'Unter dieser Adresse ist nichts. Vielleicht ist sie vertippt, oder was hier war, ist umgezogen.',
  request: 'Anfrage',
  search: 'Bilder suchen',
  find: 'Suchen',
  bin: 'Papierkorb'
};
