import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** What every page begins with: SvelteKit's starter, its list of pages, and the frame around them. */
const FIRST = [
  'node_modules/@sveltejs/kit/src/runtime/client/entry.js',
  '.svelte-kit/generated/client-optimized/app.js',
  '.svelte-kit/generated/client-optimized/nodes/0.js'
].map(path);

/**
 * One file for what every page begins with, instead of forty: a file is compressed by itself, so small ones take more bytes, and
 * each page has to name all of them. The numbers' formats stand alone, because the frame waits for texts that use them.
 */
export const chunks: Rolldown.CodeSplittingOptions = {
  groups: [
    { name: 'formats', test: /src[\\/]lib[\\/]text[\\/]format\.ts$/, priority: 2 },
    { debugName: 'first', name: (id, graph) => (isFirst(id, graph) ? 'first' : null), priority: 1 }
  ]
};

/** The pages that people wait for many times a day. */
const AWAITED = ['/', '/albums', '/albums/[slug]', '/images', '/images/[id]', '/search', '/stats'];

/**
 * What is loaded beside a module that is asked for. All pages begin with the lists of all others, so only pages that people often
 * wait for have one: the parts of the others are found when they are there.
 */
export function neededBeside(file: string, needed: string[], { hostId }: { hostId: string }): string[] {
  const page = /\/nodes\/(\d+)\./.exec(file)?.[1];
  return page && !awaitedPages().has(page) ? [] : needed.filter((each) => each !== hostId);
}

let awaited: Set<string> | undefined;

/** The numbers that SvelteKit gives them. */
function awaitedPages(): Set<string> {
  const pages = () => readFileSync(FIRST[1]!, 'utf8').matchAll(/"(\/[^"]*)": \[(\d+)/g);
  return (awaited ??= new Set([...pages()].flatMap(([, route, page]) => (AWAITED.includes(route!) ? [page!] : []))));
}

type Graph = { getModuleInfo(id: string): Rolldown.ModuleInfo | null };

let first: Set<string> | undefined;

function isFirst(id: string, graph: Graph): boolean {
  if (!first?.size) first = reached(graph); // the server's half of the build knows none of them
  return first.has(id);
}

/** All that is imported by the first modules, but for what they import later. */
function reached(graph: Graph): Set<string> {
  const found = new Set(FIRST.filter((id) => graph.getModuleInfo(id)));
  for (const id of found) for (const next of graph.getModuleInfo(id)!.importedIds) if (graph.getModuleInfo(next)) found.add(next);
  return found;
}
