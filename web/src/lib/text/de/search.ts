import type { search as english } from '../en/search';
import { count } from '../format';

export const search: typeof english = {
  box: 'Bilder suchen',
  placeholder: 'Meer, tag:urlaub, color:orange…',
  clear: 'Suche leeren',
  fields: {
    album: 'Album', tag: 'Schlagwort', type: 'Art', camera: 'Kamera', color: 'Farbe', is: 'Sichtbarkeit', license: 'Lizenz',
    before: 'Vor', after: 'Ab'
  },
  filters: 'Filter',
  not: 'nicht',
  remove: (name) => `${name} entfernen`,
  save: 'Diese Suche merken',
  unsave: 'Gemerkt. Entfernen',
  saved: 'Gemerkte Suchen',
  recent: 'Letzte Suchen',
  forget: 'Vergessen',
  palette: 'Farben Ihrer Sammlung',
  withColour: (color, images) => `Farbe ${color}, in ${count(images)} Ihrer neuesten Bilder`,
  tips: 'Was Sie eingeben können',
  examples: [
    ['meer -hund', 'mit einem Wort, ohne das andere'],
    ['"grünes meer"', 'beide Wörter nebeneinander'],
    ['grü*', 'Wörter, die so anfangen'],
    ['after:2026-05', 'seit Mai 2026'],
    ['is:private', 'mit dieser Sichtbarkeit']
  ],
  add: 'Filter',
  apply: 'Anwenden',
  found: (n) => (n === 1 ? '1 Bild gefunden' : `${count(n)} Bilder gefunden`),
  foundMany: 'Viele Bilder gefunden, die neuesten zuerst',
  searching: 'Wird gesucht…',
  none: 'Nichts gefunden',
  noneAdvice: 'Versuchen Sie weniger Wörter oder Filter. Ein Wort mit * am Ende findet alle, die so anfangen. Neue Bilder sind nach einer Sekunde da.',
  view: 'Ansicht',
  views: { grid: 'Raster', list: 'Liste' },
  alike: 'Ähnliche',
  alikeOf: (name) => `Sieht aus wie ${name}`,
  alikeNone: 'Kein anderes Bild sieht aus wie dieses',
  alikeNoneAdvice: 'Kopien in anderer Größe oder Art werden gefunden, beschnittene und gedrehte nicht.',
  found_in: {
    display_name: 'Name', filename: 'Name in der Adresse', title: 'Titel', tags: 'Schlagwörter', alt: 'Alternativtext', labels: 'Erkannt',
    caption: 'Erkannt', description: 'Beschreibung', album: 'Album', album_title: 'Album', camera: 'Kamera'
  },
  meaning: {
    form: 'Nach Bedeutung suchen',
    box: 'Bilder zu diesem Satz finden',
    placeholder: 'Bilder zu einem Satz finden: ein stiller Abend am Meer',
    find: 'Finden',
    nearest: (sentence) => `Am nächsten an „${sentence}“`,
    noneAdvice: 'Ein Satz findet Bilder einige Sekunden, nachdem sie fertig sind.'
  },
  narrow: 'Suche eingrenzen',
  years: 'Jahr',
  results: 'Ergebnisse',
  more: 'Mehr zeigen'
};
