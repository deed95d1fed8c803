import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ICONS = /[\\/]@lucide[\\/]svelte[\\/]dist[\\/]icons[\\/][^\\/]+\.js$/;
const OURS = '\0icon:';

/**
 * Makes a line of each of Lucide's icons: its shapes alone, which `src/lib/ui/Icon.svelte` draws. Lucide's own component takes
 * attributes as a bag, builds every icon's elements one by one, and so costs each page 5 KiB.
 */
export function icons(): Plugin {
  return {
    name: 'icons',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!importer || !ICONS.test(importer) || !source.endsWith('.svelte')) return;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found && { id: OURS + found.id.replace(/svelte$/, 'icon'), moduleSideEffects: false };
    },
    load(id) {
      if (!id.startsWith(OURS)) return;
      const source = readFileSync(id.slice(OURS.length).replace(/icon$/, 'svelte'), 'utf8');
      const { node } = JSON.parse(/const iconData = (\{.*\});/.exec(source)![1]!) as { node: [string, Record<string, string>][] };
      const shapes = node.map(([tag, attributes]) => `<${tag}${Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`).join('')}/>`);
      return `import { icon } from '/src/lib/ui/icon.ts';\nexport default /* @__PURE__ */ icon(${JSON.stringify(shapes.join(''))});`;
    }
  };
}
