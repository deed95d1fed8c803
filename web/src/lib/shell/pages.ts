import ChartColumn from '@lucide/svelte/icons/chart-column';
import CopyCheck from '@lucide/svelte/icons/copy-check';
import Folders from '@lucide/svelte/icons/folders';
import Images from '@lucide/svelte/icons/images';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import Search from '@lucide/svelte/icons/search';
import Settings from '@lucide/svelte/icons/settings';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Tags from '@lucide/svelte/icons/tags';
import Trash from '@lucide/svelte/icons/trash-2';
import Upload from '@lucide/svelte/icons/upload';
import { base } from '$app/paths';
import type { Icon } from '../act/action';
import { text } from '../text';

export type PageLink = { id: keyof typeof text.pages; path: string; title: string; icon: Icon };

const link = (id: PageLink['id'], path: string, icon: unknown): PageLink => ({
  id,
  path: base + path || '/',
  title: text.pages[id],
  icon: icon as Icon
});

const home = link('home', '', LayoutDashboard);
const images = link('images', '/images', Images);
const albums = link('albums', '/albums', Folders);
const tags = link('tags', '/tags', Tags);
const search = link('search', '/search', Search);
const upload = link('upload', '/upload', Upload);
const stats = link('stats', '/stats', ChartColumn);
const review = link('review', '/review', ShieldCheck);
const duplicates = link('duplicates', '/duplicates', CopyCheck);
const bin = link('bin', '/bin', Trash);
const settings = link('settings', '/settings', Settings);

/** All pages of the navigation, in groups. A new page is a line here. */
export const GROUPS = [
  { title: text.shell.library, links: [home, images, albums, tags, search, upload] },
  { title: text.shell.insight, links: [stats, review, duplicates, bin, settings] }
];

/** What fits on the bar of a phone. */
export const ON_PHONES = [home, images, albums, search];

/** Whether a path belongs to the page that a link leads to. */
export function isHere(link: PageLink, pathname: string): boolean {
  const path = pathname.replace(/\/$/, '');
  return link.id === 'home' ? path === base : path === link.path || path.startsWith(`${link.path}/`);
}
