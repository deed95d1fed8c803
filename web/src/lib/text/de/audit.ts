import type { audit as english } from '../en/audit';

type Named<Name extends string> = Record<Name, string>;

const actions = {
  bulk: 'Viele ändern', create: 'Anlegen', delete: 'Löschen', empty: 'Leeren', regenerate: 'Neu machen', restore: 'Wiederherstellen',
  rotate: 'Wechseln', share: 'Teilen', sign: 'Signieren', tag: 'Verschlagworten', test: 'Prüfen', untag: 'Schlagwort nehmen', update: 'Ändern', upload: 'Hochladen'
};
const resources = {
  album: 'Album', api_key: 'API-Schlüssel', bin: 'Papierkorb', image: 'Bild', settings: 'Einstellungen', signing_key: 'Signaturschlüssel',
  backup: 'Sicherung', tag: 'Schlagwort', user: 'Profil', vendor_key: 'Fremder Schlüssel'
};

export const audit: typeof english = {
  title: 'Protokoll',
  lead: 'Jede Änderung an Ihrem Konto: was, wann, durch wen und von wo. Einträge sind unveränderlich.',
  from: 'Von',
  to: 'Bis',
  action: 'Aktion',
  resource: 'Was',
  status: 'Ergebnis',
  all: 'Alle',
  show: 'Zeigen',
  at: 'Wann',
  what: 'Änderung',
  who: 'Durch',
  you: 'Sie',
  address: 'Adresse',
  actions,
  resources,
  sentence: (action, resource) => `${(actions as Named<string>)[action] ?? action} · ${(resources as Named<string>)[resource] ?? resource}`,
  statuses: { success: 'Getan', failed: 'Abgelehnt' },
  none: 'Noch wurde nichts geändert',
  noneAdvice: 'Hochladen, Ändern und Löschen erscheinen hier binnen Sekunden.',
  noneMatch: 'Kein Eintrag passt',
  noneMatchAdvice: 'Wählen Sie andere Tage, oder weniger Filter.',
  more: 'Ältere Einträge zeigen',
  csv: 'CSV',
  exporting: 'Ausgabe des Protokolls'
};
