import { share } from './de/share';
import { transform } from './de/transform';
import { upload } from './de/upload';
import { view } from './de/view';
import { library } from './de/library';
import { frame } from './de/shell';
import type { Catalogue } from './en';
import { failures } from './de/failures';
import { lost } from './de/lost';
import { session } from './de/session';
import { count } from './format';

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
  lost,
  home: {
    recent: 'Zuletzt hochgeladen',
    all: 'Alle Bilder',
    empty: 'Noch keine Bilder',
    emptyAdvice: 'Ziehen Sie Bilder auf diese Seite, oder wählen Sie sie aus.',
    failed: (n: number) => (n === 1 ? '1 Bild wurde abgelehnt' : `${count(n)} Bilder wurden abgelehnt`)
  },
  ...library,
  view,
  share,
  transform,
  bin: {
    delete: 'Löschen',
    deleted: (name: string) => `${name} liegt im Papierkorb`,
    undo: 'Rückgängig'
  },
  upload,
  failures
};
