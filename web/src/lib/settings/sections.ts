import { settings } from '$lib/text/settings';
import type { Opened } from './section';

type Section = { name: string; title: string; load: () => Promise<{ open: (url: URL) => Promise<Opened> }> };

/** The parts of the settings in the order of their tabs. Each comes with its own code, when it is opened. */
export const sections: readonly Section[] = [
  { name: 'profile', title: settings.pages.profile, load: () => import('./sections/profile') },
  { name: 'uploads', title: settings.pages.uploads, load: () => import('./sections/uploads') },
  { name: 'appearance', title: settings.pages.appearance, load: () => import('./sections/appearance') },
  { name: 'sign-in', title: settings.pages.signIn, load: () => import('./sections/sign-in') },
  { name: 'shares', title: settings.pages.shares, load: () => import('./sections/shares') },
  { name: 'api-keys', title: settings.pages.apiKeys, load: () => import('./sections/api-keys') },
  { name: 'domains', title: settings.pages.domains, load: () => import('./sections/domains') },
  { name: 'vendor-keys', title: settings.pages.vendorKeys, load: () => import('./sections/vendor-keys') },
  { name: 'webhooks', title: settings.pages.webhooks, load: () => import('./sections/webhooks') },
  { name: 'notices', title: settings.pages.notices, load: () => import('./sections/notices') },
  { name: 'import', title: settings.pages.import, load: () => import('./sections/import') },
  { name: 'backup', title: settings.pages.backup, load: () => import('./sections/backup') },
  { name: 'export', title: settings.pages.export, load: () => import('./sections/export') },
  { name: 'usage', title: settings.pages.usage, load: () => import('./sections/usage') },
  { name: 'audit', title: settings.pages.audit, load: () => import('./sections/audit') }
];
