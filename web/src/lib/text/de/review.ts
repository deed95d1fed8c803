import type { review as english } from '../en/review';
import { count } from '../format';

export const review: typeof english = {
  lead: 'Bilder, die auf Ihre Entscheidung warten. Ein zurückgehaltenes sieht niemand, bis Sie es freigeben.',
  states: { held: 'Zurückgehalten', flagged: 'Gemeldet' },
  approve: 'Freigeben',
  reject: 'Ablehnen',
  approveName: (name) => `${name} freigeben`,
  rejectName: (name) => `${name} ablehnen`,
  approved: (n) => (n === 1 ? '1 Bild freigegeben' : `${count(n)} Bilder freigegeben`),
  rejected: (n) => (n === 1 ? '1 Bild abgelehnt' : `${count(n)} Bilder abgelehnt`),
  choose: (name) => `${name} auswählen`,
  chosen: (n) => `${count(n)} ausgewählt`,
  show: (name) => `${name} zeigen`,
  reveal: 'Alle Bilder zeigen',
  hide: 'Alle Bilder unscharf',
  more: 'Mehr zeigen',
  none: 'Nichts wartet auf eine Entscheidung',
  noneAdvice: 'Bilder, die ein Modell meldet, erscheinen hier.'
};
