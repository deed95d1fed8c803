import type { Catalogue } from '../en';

export const lost: Catalogue['lost'] = {
  advice: 'Unter dieser Adresse ist nichts. Vielleicht ist sie vertippt, oder was hier war, ist umgezogen.',
  request: 'Anfrage',
  search: 'Bilder suchen',
  find: 'Suchen',
  bin: 'Papierkorb'
};
