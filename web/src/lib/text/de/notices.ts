import type { notices as english } from '../en/notices';

export const notices: typeof english = {
  title: 'Hinweise per E-Mail',
  lead: 'Was geschieht, während Sie nicht hinsehen, an die Adresse, mit der Sie sich anmelden. Mehreres derselben Art innerhalb einer Stunde kommt in einer Mail.',
  noSender: 'Diese Installation verschickt noch keine Mails. Ihre Auswahl gilt, sobald ein Absender eingerichtet ist.',
  about: { account: 'Konto', library: 'Sicherung und Import', domains: 'Domains', images: 'Bilder' },
  kinds: {
    api_key_created: 'API-Schlüssel angelegt',
    account_deletion_requested: 'Löschung des Kontos verlangt',
    quota_reached: 'Tarif fast ausgeschöpft',
    backup_failed: 'Sicherung fehlgeschlagen',
    restore_finished: 'Wiederherstellung fertig',
    import_finished: 'Import fertig',
    domain_verified: 'Domain bereit',
    domain_failed: 'Domain fehlgeschlagen',
    image_rejected: 'Bild abgelehnt',
    image_flagged: 'Bild auffällig'
  },
  hints: {
    api_key_created: 'Wer einen Schlüssel hat, kann Ihr Konto benutzen.',
    account_deletion_requested: 'Sie haben 30 Tage, um es zu behalten.',
    quota_reached: 'Bei 80 % und bei 100 % der Bilder.',
    backup_failed: 'Nach drei schlechten Nächten nacheinander.',
    restore_finished: 'Mit dem, was nicht wiederhergestellt werden konnte.',
    import_finished: 'Mit dem, was nicht übernommen wurde, und warum.',
    domain_verified: 'Ihre Bilder sind unter ihr zu sehen.',
    domain_failed: 'Mit dem, was fehlt.',
    image_rejected: 'Die Datei war nicht brauchbar, oder die Durchsicht hat es abgelehnt.',
    image_flagged: 'Jemand sollte es ansehen.'
  }
};
