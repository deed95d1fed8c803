import { readdirSync, readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

const PAGES = new URL('../../../docs/', import.meta.url);

/** What a reader wants to do, and the pages for it in the order in which they are read. */
const CHAPTERS: Record<string, readonly string[]> = {
  Start: ['running', 'deploying', 'account'],
  'Use it': ['uploading', 'importing', 'addresses', 'embedding', 'sharing', 'identity', 'ai', 'moderation', 'search', 'analytics', 'cleanup', 'backup', 'export', 'domains', 'webhooks', 'notices', 'dialects', 'clients'],
  Reference: ['limits', 'errors'],
  'Operate it': ['costs', 'brake', 'firewall', 'plans', 'audit', 'alarms', 'runbook', 'migrating', 'scaling'],
  'Change it': ['architecture', 'adding']
};

const headingOf = (page: string) => {
  const [first = ''] = readFileSync(new URL(`${page}.md`, PAGES), 'utf8').split('\n', 1);
  return first.replace(/^# /, '').replace(/^(\d+): /, '$1 ');
};

const pagesIn = (folder: string) =>
  readdirSync(new URL(folder, PAGES))
    .filter((name) => name.endsWith('.md'))
    .map((name) => folder + name.slice(0, -'.md'.length))
    .sort();

const item = (page: string): DefaultTheme.SidebarItem => ({ text: headingOf(page), link: `/${page}` });

/** Every page of docs/ once: the chapters, pages that no chapter names yet, and the decisions. */
export function sidebar(): DefaultTheme.SidebarItem[] {
  const named = new Set([...Object.values(CHAPTERS).flat(), 'index', 'api']);
  const others = pagesIn('').filter((page) => !named.has(page));
  return [
    ...Object.entries(CHAPTERS).map(([text, pages]) => ({ text, items: pages.map(item) })),
    ...(others.length ? [{ text: 'More', items: others.map(item) }] : []),
    { text: 'Decisions', collapsed: true, items: pagesIn('decisions/').map(item) }
  ];
}
