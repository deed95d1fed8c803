import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import type { Plugin } from 'vite';
import { markdown } from './markdown';
import { pagesAsFolders } from './pages';
import { withoutInlineScripts, writeScripts } from './scripts';
import { sidebar } from './sidebar';

const BASE = '/docs/';
const PAGES = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** The pages lie outside this folder, so their imports of packages are looked up as if they were here. */
const packagesForPages = (): Plugin => ({
  name: 'packages-for-pages',
  enforce: 'pre',
  resolveId(id, importer, options) {
    const isPackage = !/^[./\0]/.test(id);
    return isPackage && importer?.startsWith(PAGES)
      ? this.resolve(id, fileURLToPath(import.meta.url), { ...options, skipSelf: true })
      : undefined;
  }
});

export default defineConfig({
  title: 'Pixelflare',
  description: 'An image CDN in your own AWS account',
  lang: 'en',
  base: BASE,
  srcDir: PAGES,
  outDir: '../dist/docs',
  cacheDir: '../../.cache/vitepress',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: { config: markdown, theme: { light: 'github-light-high-contrast', dark: 'github-dark' } },
  vite: { plugins: [packagesForPages()] },
  transformHtml: (html) => withoutInlineScripts(html, BASE),
  buildEnd: async ({ outDir }) => {
    await writeScripts(outDir);
    await pagesAsFolders(outDir);
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/running' },
      { text: 'API reference', link: '/api' }
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    externalLinkIcon: true
  }
});
