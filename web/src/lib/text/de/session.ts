import type { Catalogue } from '../en';

export const session: Catalogue['session'] = {
  signOut: 'Abmelden',
  theme: 'Farben',
  light: 'Hell',
  dark: 'Dunkel',
  system: 'Wie das System',
  ended: 'Ihre Sitzung ist abgelaufen',
  endedAdvice: 'Nichts ist verloren. Melden Sie sich wieder an, und Ihre Arbeit auf dieser Seite geht weiter.',
  again: 'Wieder anmelden',
  beside: 'Dafür öffnet sich ein kleines Fenster.',
  notNow: 'Nicht jetzt',
  noWindow:
    'Das Anmeldefenster wurde geschlossen oder blockiert. Erlauben Sie dieser Seite Pop-up-Fenster, oder melden Sie sich hier an und kehren an diese Adresse zurück.',
  here: 'Hier anmelden'
};
