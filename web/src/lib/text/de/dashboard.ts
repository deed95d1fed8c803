import type { dashboard as english } from '../en/dashboard';

export const dashboard: typeof english = {
  title: 'Übersicht',
  welcome: 'Willkommen bei Pixelflare',
  welcomeLead: 'Laden Sie ein Bild hoch. Seine Adresse liefert es in jeder Größe und jedem Format.',
  week: 'Letzte 7 Tage',
  views: 'Aufrufe',
  bytes: 'Gesendet',
  edge: 'Vom Rand beantwortet',
  seen: 'Gesehene Bilder',
  more: (share) => `${share} mehr als in der Woche davor`,
  less: (share) => `${share} weniger als in der Woche davor`,
  same: 'Wie in der Woche davor',
  fresh: 'In der Woche davor nichts',
  stats: 'Alle Statistiken',
  upload: 'Hochladen',
  uploadLead: 'Lassen Sie Bilder irgendwo auf dieser Seite los, fügen Sie sie ein, oder wählen Sie sie aus.',
  uploadMore: 'Mit Optionen',
  recent: 'Zuletzt hochgeladen',
  all: 'Alle Bilder',
  failed: 'Was fehlschlug',
  failedNone: 'Alles Hochladen ist gelungen.',
  dismiss: 'Ausblenden',
  dismissName: (name) => `${name} ausblenden`,
  line: (values) => `Aufrufe je Tag: ${values}`
};
