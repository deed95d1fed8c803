import type { Catalogue } from '../en';
import { count } from '../format';

export const frame: Pick<Catalogue, 'pages' | 'shell' | 'ui' | 'change' | 'progress' | 'act'> = {
  pages: {
    home: 'Übersicht',
    images: 'Bilder',
    albums: 'Alben',
    shared: 'Mit mir geteilt',
    tags: 'Schlagwörter',
    search: 'Suche',
    stats: 'Statistik',
    upload: 'Hochladen',
    bin: 'Papierkorb',
    review: 'Prüfen',
    duplicates: 'Duplikate',
    settings: 'Einstellungen',
    signIn: 'Anmelden',
    notFound: 'Seite nicht gefunden',
    image: 'Bild'
  },
  shell: {
    library: 'Bibliothek',
    insight: 'Pflege',
    more: 'Mehr',
    allPages: 'Alle Seiten',
    account: 'Konto',
    goTo: (page) => `Gehe zu ${page}`,
    offline: 'Sie sind offline. Was Sie sehen, kann veraltet sein; Änderungen warten, bis Sie zurück sind.',
    images: 'Bild',
    album: 'Album'
  },
  ui: {
    close: 'Schließen',
    cancel: 'Abbrechen',
    save: 'Speichern',
    again: 'Noch einmal',
    loading: 'Wird geladen…',
    partMissing: 'Ein Teil der Seite wurde nicht geladen. Prüfen Sie die Verbindung, und versuchen Sie es noch einmal.',
    typeToConfirm: (words) => `Zur Bestätigung ${words} eingeben`
  },
  change: { undo: 'Rückgängig', undone: 'Rückgängig gemacht' },
  progress: {
    of: (done, total) => `${count(done)} von ${count(total)}`,
    done: (done, total) => `Fertig: ${count(done)} von ${count(total)}`,
    canceled: (done, total) => `Abgebrochen nach ${count(done)} von ${count(total)}`,
    failed: (done, total) => `Angehalten nach ${count(done)} von ${count(total)}`,
    misses: (n) => (n === 1 ? '1 nicht erledigtes zeigen' : `${count(n)} nicht erledigte zeigen`),
    missesLead: (n) => (n === 1 ? '1 ist, wie es war:' : `${count(n)} sind, wie sie waren:`),
    more: (n) => `und ${n} weitere`
  },
  act: {
    box: 'Suche und Befehle',
    placeholder: 'Bilder, Alben, Seiten und Befehle suchen…',
    nothing: 'Nichts gefunden. Versuchen Sie es mit weniger Buchstaben.',
    open: 'Befehle öffnen',
    keys: 'Tastenkürzel',
    everywhere: 'Überall',
    undo: 'Letzte Änderung zurücknehmen'
  }
};
