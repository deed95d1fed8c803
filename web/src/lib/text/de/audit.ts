import type { audit as english } from '../en/audit';

type Named<Name extends string> = Record<Name, string>;

const actions = {
  accept: 'Annehmen', accept_invitation: 'Einladung annehmen', add_image: 'Bild hinzufügen', decline: 'Ablehnen',
  decline_invitation: 'Einladung ablehnen', invite: 'Einladen', leave: 'Verlassen', remove_image: 'Bild zurücknehmen',
  analyze: 'Erkennen', begin: 'Beginnen', link: 'Verbinden', unlink: 'Trennen', approve: 'Freigeben', bulk: 'Viele ändern', correct: 'Berichtigen',
  create: 'Anlegen', decide: 'Entscheiden', delete: 'Löschen', empty: 'Leeren', expire: 'Ablaufen', hold: 'Zurückhalten', judge: 'Beurteilen',
  notify: 'Benachrichtigen', publish: 'Veröffentlichen', purge: 'Endgültig entfernen', reanalyze: 'Neu erkennen',
  regenerate: 'Neu machen', reject: 'Ablehnen', remove_abandoned: 'Nie Angekommenes entfernen',
  remove_orphans: 'Reste entfernen', remove_redirect: 'Alte Adresse entfernen',
  remove_tag: 'Unbenutztes Schlagwort entfernen', repair: 'Reparieren', restore: 'Wiederherstellen',
  resume: 'Sperre aufheben', review: 'Entscheiden', rotate: 'Wechseln', set_plan: 'Tarif setzen', share: 'Teilen',
  sign: 'Signieren', suspend: 'Sperren', sweep: 'Aufräumen', tag: 'Verschlagworten', take_down: 'Entfernen', undo_takedown: 'Entfernen zurücknehmen', test: 'Prüfen', untag: 'Schlagwort nehmen',
  update: 'Ändern', upload: 'Hochladen'
};
const resources = {
  album: 'Album', invitation: 'Einladung', member: 'Mitglied eines Albums', shared_album: 'Fremdes Album', api_key: 'API-Schlüssel', backup: 'Sicherung', bin: 'Papierkorb', identity: 'Anmeldung', image: 'Bild', owner: 'Konto', settings: 'Einstellungen',
  report: 'Meldung', share: 'Link zu einem Album', signing_key: 'Signaturschlüssel', tag: 'Schlagwort', user: 'Profil', vendor_key: 'Fremder Schlüssel'
};
const actors = { user: 'Sie', system: 'Pixelflare', operator: 'Betreiber', upload: 'Ein Upload-Token' };

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
  address: 'Adresse',
  actions,
  resources,
  actor: (name) => (actors as Named<string>)[name] ?? name,
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
