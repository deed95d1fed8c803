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

/** What is loaded beside a module that is asked for: not the module that asks. */
export const neededBeside = (_: string, needed: string[], { hostId }: { hostId: string }): string[] =>
  needed.filter((each) => each !== hostId);

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
