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
<<<<<<< HEAD
  upload: {
    action: 'Hochladen',
    choose: 'Bilder auswählen',
    drop: 'Bilder hier loslassen',
    panel: 'Hochladen',
    close: 'Schließen',
    waiting: 'Wartet',
    sending: (percent: number) => `${percent} %`,
    preparing: 'Wird vorbereitet',
    done: 'Fertig',
    failed: 'Fehlgeschlagen',
    retry: 'Wiederholen',
    retryAll: 'Alle fehlgeschlagenen wiederholen',
    cancel: 'Abbrechen',
    canceled: 'Abgebrochen',
    leave: 'Es wird noch hochgeladen. Das endet, wenn Sie die Seite schließen.',
    progress: (done: number, total: number) => `${count(done)} von ${count(total)} fertig`,
    notAPicture: 'Das ist kein Bild, das Pixelflare annimmt.',
    tooLarge: 'Die Datei ist größer als 50 MB.',
    duplicate: 'Dieses Bild haben Sie schon hochgeladen.',
    reasons: {
      empty: 'Die Datei ist leer.',
      too_large: 'Die Datei ist größer als 50 MB.',
      unsupported_type: 'Diese Art von Datei wird nicht unterstützt.',
      vector_graphic: 'SVG wird nicht angenommen, weil es Programme enthalten kann.',
      type_mismatch: 'Die Datei ist nicht, was ihr Name sagt.',
      damaged: 'Die Datei ist beschädigt.',
      side_too_long: 'Das Bild ist zu breit oder zu hoch.',
      too_many_pixels: 'Das Bild hat zu viele Pixel.',
      too_many_frames: 'Die Animation hat zu viele Bilder.',
      too_many_scans: 'Die Datei zu lesen würde zu lange dauern.',
      expired: 'Das Hochladen hat zu lange gedauert.',
      suspended: 'Dieses Konto ist gesperrt: Sie können alles lesen und nichts ändern.'
    }
  },
=======
  upload,
>>>>>>> main
  failures
};
