import { mkdir, readdir, rename } from 'node:fs/promises';
import { join, parse } from 'node:path';

const STAYS = new Set(['index.html', '404.html']);

/** Moves search.html to search/index.html, which is what the edge function looks up for /docs/search. */
export async function pagesAsFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const { name, ext } = parse(entry.name);
    if (!entry.isFile() || ext !== '.html' || STAYS.has(entry.name)) continue;
    const page = join(entry.parentPath, name);
    await mkdir(page, { recursive: true });
    await rename(`${page}.html`, join(page, 'index.html'));
  }
}
