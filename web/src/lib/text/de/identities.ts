import type { identities as english } from '../en/identities';

export const identities: typeof english = {
  title: 'Anmeldungen',
  lead: 'Jede davon öffnet dieses Konto. Mit einer zweiten kommen Sie auch hinein, wenn Sie die erste verlieren.',
  list: 'Anmeldungen dieses Kontos',
  providers: { password: 'Passwort oder Passkey', github: 'GitHub' },
  failed: {
    said_no: { title: 'GitHub wurde nicht verbunden', advice: 'GitHub durfte nicht sagen, wer Sie sind. Nichts wurde geändert.' },
    no_address: {
      title: 'Damit ist keine Anmeldung möglich',
      advice: 'Bei GitHub ist keine bestätigte Hauptadresse. Bestätigen Sie sie in den Einstellungen von GitHub, und verbinden Sie es dann.'
    },
    not_allowed: { title: 'Dieser Name bei GitHub ist hier nicht zugelassen', advice: 'Nichts wurde geändert. Bitten Sie den Betreiber, ihn zuzulassen.' },
    ended: { title: 'Das hat zu lange gedauert oder wurde schon verwendet', advice: 'Nichts wurde geändert. Verbinden Sie GitHub noch einmal von hier aus.' },
    github: { title: 'GitHub antwortet nicht, wie es soll', advice: 'Nichts wurde geändert. Versuchen Sie es in ein paar Minuten wieder.' }
  },
  first: 'Das Konto ist damit entstanden',
  current: 'Gerade in Gebrauch',
  since: (day) => `seit ${day}`,
  link: 'GitHub verbinden',
  linkHint: 'Sie gehen zu GitHub und kommen zurück. GitHub nennt uns Ihren Namen, Ihre Kennung dort und Ihre E-Mail-Adresse.',
  linking: 'GitHub wird verbunden …',
  linked: 'Ab jetzt können Sie sich mit GitHub anmelden',
  useFirst: 'Um eine andere zu verbinden, melden Sie sich so an, wie dieses Konto entstanden ist.',
  off: 'Der Betreiber dieser Installation hat die Anmeldung mit GitHub nicht eingerichtet.',
  remove: 'Entfernen',
  removeTitle: (name) => `${name} entfernen?`,
  removeBody:
    'Damit öffnet sich dieses Konto nicht mehr, nach höchstens einer Minute überall. Ihre Bilder bleiben. Bei einer neuen Anmeldung damit entsteht ein leeres Konto.',
  removeCurrent: 'Sie sind gerade damit angemeldet und verlassen dieses Konto.',
  removed: 'Damit ist keine Anmeldung mehr möglich'
};
