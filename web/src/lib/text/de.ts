import type { Catalogue } from './en';
import { count } from './format';

const wait = (seconds: number | undefined) =>
  seconds === undefined ? 'gleich' : seconds < 90 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} Minuten`;

export const de: Catalogue = {
  language: 'Deutsch',
  app: 'Pixelflare',
  skip: 'Zum Inhalt',
  navigation: 'Hauptmenü',
  pages: {
    home: 'Übersicht',
    images: 'Bilder',
    signIn: 'Anmelden',
    notFound: 'Seite nicht gefunden',
    image: 'Bild'
  },
  signIn: {
    title: 'Ihre Bilder, jede Größe, eine Adresse',
    lead: 'Laden Sie ein Foto hoch. Seine Adresse liefert es in jeder Größe und jedem Format.',
    action: 'Anmelden',
    ended: 'Ihre Sitzung ist abgelaufen. Nach der Anmeldung geht es hier weiter.',
    working: 'Sie werden angemeldet…',
    failed: 'Die Anmeldung ist fehlgeschlagen',
    again: 'Noch einmal'
  },
  session: { signOut: 'Abmelden', theme: 'Farben', light: 'Hell', dark: 'Dunkel', system: 'Wie das System' },
  home: {
    recent: 'Zuletzt hochgeladen',
    all: 'Alle Bilder',
    empty: 'Noch keine Bilder',
    emptyAdvice: 'Ziehen Sie Bilder auf diese Seite, oder wählen Sie sie aus.',
    failed: (n: number) => (n === 1 ? '1 Bild wurde abgelehnt' : `${count(n)} Bilder wurden abgelehnt`)
  },
  browse: {
    more: 'Weitere Bilder werden geladen…',
    end: (n: number) => (n === 1 ? '1 Bild' : `${count(n)} Bilder`),
    private: 'Privat',
    processing: 'Wird vorbereitet'
  },
  view: {
    back: 'Zurück zu den Bildern',
    previous: 'Voriges Bild',
    next: 'Nächstes Bild',
    details: 'Einzelheiten',
    dimensions: 'Maße',
    size: 'Größe',
    type: 'Art',
    taken: 'Aufgenommen',
    camera: 'Kamera',
    exposure: 'Belichtung',
    album: 'Album',
    tags: 'Schlagwörter',
    visibility: 'Sichtbarkeit',
    uploaded: 'Hochgeladen',
    none: 'Keine',
    visible: { public: 'Öffentlich', unlisted: 'Nicht gelistet', private: 'Privat' },
    gone: 'Dieses Bild gibt es hier nicht mehr. Vielleicht wurde es in einem anderen Fenster gelöscht.'
  },
  share: {
    title: 'Kopieren',
    address: 'Adresse',
    short: 'Kurze Adresse',
    markdown: 'Markdown',
    html: 'HTML',
    bbcode: 'BBCode',
    size: 'Größe',
    original: 'Original',
    copied: 'Kopiert',
    copy: (what: string) => `${what} kopieren`
  },
  bin: {
    delete: 'Löschen',
    deleted: (name: string) => `${name} liegt im Papierkorb`,
    undo: 'Rückgängig'
  },
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
      expired: 'Das Hochladen hat zu lange gedauert.'
    }
  },
  failures: {
    VALIDATION_ERROR: () => ({ title: 'Die Anfrage wurde nicht verstanden', advice: 'Nichts wurde geändert. Bitte melden Sie das.' }),
    UNAUTHORIZED: () => ({ title: 'Sie sind abgemeldet', advice: 'Melden Sie sich an, um weiterzumachen.' }),
    FORBIDDEN: () => ({ title: 'Das dürfen Sie nicht', advice: 'Nichts wurde geändert.' }),
    NOT_FOUND: () => ({ title: 'Das gibt es hier nicht mehr', advice: 'Es wurde vielleicht gelöscht oder verschoben.' }),
    METHOD_NOT_ALLOWED: () => ({ title: 'Das geht hier nicht', advice: 'Nichts wurde geändert. Bitte melden Sie das.' }),
    CONFLICT: () => ({ title: 'Das gibt es schon', advice: 'Wählen Sie einen anderen Namen.' }),
    PATH_TAKEN: () => ({ title: 'Ein anderes Bild heißt schon so', advice: 'Wählen Sie einen anderen Namen oder ein anderes Album.' }),
    ALBUM_NOT_EMPTY: () => ({ title: 'Im Album sind noch Bilder', advice: 'Verschieben oder löschen Sie sie zuerst.' }),
    NOT_READY: () => ({ title: 'Das Bild wird noch vorbereitet', advice: 'Versuchen Sie es gleich noch einmal.' }),
    WITHHELD: () => ({ title: 'Das Bild ist zurückgehalten', advice: 'Es wartet auf ein Urteil, oder jemand muss es freigeben.' }),
    HANDLE_TAKEN: () => ({ title: 'Der Name ist vergeben', advice: 'Wählen Sie einen anderen.' }),
    FEATURE_OFF: () => ({ title: 'Diese Installation hat das nicht', advice: 'Der Betreiber kann es einschalten.' }),
    LIMIT_REACHED: () => ({ title: 'Es ist kein Platz für noch eines', advice: 'Entfernen Sie eines, das Sie nicht brauchen.' }),
    IDEMPOTENCY_CONFLICT: () => ({ title: 'Das wurde zweimal gesendet', advice: 'Laden Sie die Seite neu, um das Ergebnis zu sehen.' }),
    GONE: () => ({ title: 'Das ist abgelaufen', advice: 'Es wird nicht mehr ausgeliefert.' }),
    PRECONDITION_FAILED: () => ({ title: 'In einem anderen Fenster geändert', advice: 'Laden Sie neu, um die andere Fassung zu sehen.' }),
    PAYLOAD_TOO_LARGE: () => ({ title: 'Die Datei ist zu groß', advice: 'Höchstens 50 MB werden angenommen.' }),
    UNSUPPORTED_MEDIA_TYPE: () => ({ title: 'Diese Art von Datei wird nicht unterstützt', advice: 'Nichts wurde hochgeladen.' }),
    VARIANT_TOO_LARGE: () => ({ title: 'Diese Größe ist zu groß', advice: 'Wählen Sie eine kleinere.' }),
    RATE_LIMIT_EXCEEDED: (seconds: number | undefined) => ({
      title: 'Zu viele Anfragen',
      advice: `Nichts ist verloren. Versuchen Sie es ${wait(seconds)} noch einmal.`
    }),
    INTERNAL_ERROR: () => ({ title: 'Hier ist etwas schiefgegangen', advice: 'Ihre Bilder sind sicher. Versuchen Sie es noch einmal.' }),
    SERVICE_UNAVAILABLE: (seconds: number | undefined) => ({
      title: 'Im Moment nicht erreichbar',
      advice: `Ihre Bilder sind sicher. Versuchen Sie es ${wait(seconds)} noch einmal.`
    }),
    OFFLINE: () => ({ title: 'Keine Verbindung', advice: 'Nichts ist verloren. Versuchen Sie es, wenn Sie wieder online sind.' }),
    UNKNOWN: () => ({ title: 'Eine unerwartete Antwort', advice: 'Ihre Bilder sind sicher. Versuchen Sie es noch einmal.' })
  }
};
