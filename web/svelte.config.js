import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** Built beside the documentation, into the folder that the web bucket is published from. */
const OUT = 'dist/app';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) },
  kit: {
    adapter: adapter({ pages: OUT, assets: OUT, fallback: 'index.html' }),
    paths: { base: '/app', relative: false },
    // The starter's hash stands in the page; all other directives come with the edge's header.
    csp: { mode: 'hash', directives: { 'script-src': ['self'] } },
    version: { pollInterval: 0 }
  }
};
