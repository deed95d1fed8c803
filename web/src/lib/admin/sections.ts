import type { Opened } from '../settings/section';
import { administration as words } from '../text/administration';

type Section = { name: keyof typeof words.pages; load: () => Promise<{ open: (url: URL) => Promise<Opened> }> };

/** The parts of the administration in the order of their tabs. Each comes with its own code, when it is opened. */
export const sections: readonly Section[] = [
  { name: 'owners', load: () => import('./sections/owners') },
  { name: 'reports', load: () => import('./sections/reports') },
  { name: 'dead-letters', load: () => import('./sections/dead-letters') },
  { name: 'health', load: () => import('./sections/health') },
  { name: 'costs', load: () => import('./sections/costs') }
];
