import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const INLINE = /<script\b([^>]*)>([^<]+)<\/script>/g;
const scripts = new Map<string, string>();

/** The page with its inline scripts as files, because the site's content security policy takes no inline script. */
export function withoutInlineScripts(html: string, base: string): string {
  return html.replace(INLINE, (_, attributes: string, code: string) => {
    const name = `assets/start.${createHash('sha256').update(code).digest('hex').slice(0, 10)}.js`;
    scripts.set(name, code);
    return `<script${attributes} src="${base}${name}"></script>`;
  });
}

/** Writes the scripts that `withoutInlineScripts` took out of pages. */
export async function writeScripts(folder: string): Promise<void> {
  await mkdir(join(folder, 'assets'), { recursive: true });
  await Promise.all([...scripts].map(([name, code]) => writeFile(join(folder, name), code)));
}
