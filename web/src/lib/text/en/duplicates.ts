import { count } from '../format';

export const duplicates = {
  lead: 'Pictures that you have more than once. Keep one of each group; the others go to the bin, from where they come back.',
  kind: 'Which',
  kinds: { same: 'Same bytes', alike: 'Look alike' },
  group: (n: number) => `${count(n)} pictures`,
  frees: (bytes: string) => `keeping one frees ${bytes}`,
  best: 'Largest',
  keep: 'Keep this one',
  keepName: (name: string) => `Keep this one: ${name}`,
  kept: (name: string, n: number) => (n === 1 ? `${name} is kept, 1 is in the bin` : `${name} is kept, ${count(n)} are in the bin`),
  looking: 'Looking through your library…',
  more: 'Look further',
  end: 'That is the whole library.',
  none: { same: 'No picture is here twice', alike: 'No two pictures look alike' },
  noneAdvice: 'Uploads that you have made before are marked when they arrive.'
};
