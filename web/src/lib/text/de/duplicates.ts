import type { duplicates as english } from '../en/duplicates';
import { count } from '../format';

export const duplicates: typeof english = {
  lead: 'Bilder, die Sie mehrfach haben. Behalten Sie je eines; die anderen gehen in den Papierkorb und können zurück.',
  kind: 'Welche',
  kinds: { same: 'Dieselben Bytes', alike: 'Sehen gleich aus' },
  group: (n) => `${count(n)} Bilder`,
  frees: (bytes) => `eines zu behalten gibt ${bytes} frei`,
  best: 'Das größte',
  keep: 'Dieses behalten',
  keepName: (name) => `Dieses behalten: ${name}`,
  kept: (name, n) => (n === 1 ? `${name} bleibt, 1 liegt im Papierkorb` : `${name} bleibt, ${count(n)} liegen im Papierkorb`),
  looking: 'Ihre Sammlung wird durchgesehen…',
  more: 'Weiter suchen',
  end: 'Das ist die ganze Sammlung.',
  none: { same: 'Kein Bild ist doppelt', alike: 'Keine zwei Bilder sehen gleich aus' },
  noneAdvice: 'Was Sie schon einmal hochgeladen haben, wird beim Hochladen erkannt.'
};
