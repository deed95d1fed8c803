import type { leaving as english } from '../en/leaving';
import { count, moment } from '../format';

export const leaving: typeof english = {
  title: 'Konto löschen',
  lead: 'Alles geht mit ihm. Sie haben 30 Tage, um es sich anders zu überlegen.',
  gone: 'Was endgültig entfernt wird',
  images: (n, bin) => (bin ? `${images(n)}, dazu ${count(bin)} im Papierkorb` : images(n)),
  addresses: 'Alle Adressen davon: Seiten, die Ihre Bilder zeigen, zeigen keine mehr',
  albums: (n) => (n === 1 ? '1 Album, seine Links und Mitglieder' : `${count(n)} Alben, ihre Links und Mitglieder`),
  rest: 'API-Schlüssel, Webhooks, eigene Domains, Einstellungen, Statistik und Ihre Anmeldung',
  kept: 'Was Sie in einem eigenen Bucket gesichert haben, bleibt. Auch das Protokoll bleibt, für den Betreiber.',
  delete: 'Konto löschen …',
  question: 'Dieses Konto löschen?',
  body: (n) => `${images(n)} und alles andere gehen in 30 Tagen endgültig verloren. Bis dahin können Sie alles lesen und nichts ändern, außer Sie nehmen das zurück.`,
  action: 'Konto löschen',
  closing: (iso) => `Dieses Konto wird am ${moment(iso)} gelöscht`,
  closingHint: 'Bis dahin ist alles zu sehen, und nichts lässt sich ändern. Bilder werden ausgeliefert wie zuvor.',
  keep: 'Konto behalten',
  stays: 'Ihr Konto bleibt. Änderungen sind binnen einer Minute wieder möglich.',
  details: 'Einzelheiten'
};

function images(n: number): string {
  return n === 1 ? '1 Bild' : `${count(n)} Bilder`;
}
