import { share } from './de/share';
import { library } from './de/library';
import { frame } from './de/shell';
import type { Catalogue } from './en';
import { session } from './de/session';

export const de: Catalogue = {
  language: 'Deutsch',
  app: 'Pixelflare',
  skip: 'Zum Inhalt',
  navigation: 'Hauptmenü',
  ...frame,
  signIn: {
    title: 'Ihre Bilder, jede Größe, eine Adresse',
    lead: 'Laden Sie ein Foto hoch. Seine Adresse liefert es in jeder Größe und jedem Format.',
    action: 'Anmelden',
    working: 'Sie werden angemeldet…',
    failed: 'Die Anmeldung ist fehlgeschlagen',
    again: 'Noch einmal'
  },
  session,
  ...library,
  share,
  bin: {
    delete: 'Löschen',
    deleted: (name: string) => `${name} liegt im Papierkorb`,
    undo: 'Rückgängig'
  },
  failures: {
    OFFLINE: () => ({ title: 'Keine Verbindung', advice: 'Nichts ist verloren. Versuchen Sie es, wenn Sie wieder online sind.' }),
    UNKNOWN: () => ({ title: 'Eine unerwartete Antwort', advice: 'Ihre Bilder sind sicher. Versuchen Sie es noch einmal.' })
  }
};
