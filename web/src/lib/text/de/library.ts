import type { library as english } from '../en/library';
import { count } from '../format';

export const library: typeof english = {
  browse: {
    more: 'Weitere Bilder werden geladen…',
    end: (n) => (n === 1 ? '1 Bild' : `${count(n)} Bilder`),
    private: 'Privat',
    processing: 'Wird vorbereitet',
    timeline: 'Zeitleiste',
    look: 'Anordnung',
    rows: 'Zeilen',
    squares: 'Quadrate',
    list: 'Liste',
    name: 'Name',
    sort: 'Sortieren',
    sorting: 'Nach anderer Spalte sortieren',
    sortBy: (column) => `Nach ${column} sortieren`,
    tooMany: (n) => `Bei mehr als ${count(n)} Bildern lässt sich nur nach Datum sortieren`,
    empty: 'Noch keine Bilder',
    emptyAdvice: 'Ziehen Sie Bilder auf diese Seite, oder wählen Sie sie aus.',
    rejected: 'Nicht angenommen',
    select: (name) => `${name} auswählen`
  },
  pick: { action: 'Hochladen', choose: 'Bilder auswählen' }
};
