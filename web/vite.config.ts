import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { chunks, neededBeside } from './chunks';
import { icons } from './icons';

/** Where `make run` answers, for `make web-dev`: the API, the pictures and the sign-in pages. */
const EDGE = process.env.PIXELFLARE_EDGE ?? 'http://localhost:8787';

export default defineConfig({
  plugins: [icons(), tailwindcss(), sveltekit()],
  build: {
    modulePreload: { polyfill: false, resolveDependencies: neededBeside },
    rolldownOptions: { output: { codeSplitting: chunks } }
  },
  server: { proxy: { '^/(?!app(/|$)|@|node_modules|src)': EDGE } },
  // A test that imports a module anew waits for its compilation, which takes long on a busy machine.
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], testTimeout: 60_000 }
});
