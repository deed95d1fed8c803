import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../benchmarks/results/web.md', import.meta.url));
const HEAD = `# The application in a browser

\`make web-bench\` writes this page. The figures are those of the machine, which other work may share: read them with the load.

| figure | measured | bound | when |
| --- | --- | --- | --- |
`;

/** Prints a figure, and writes its line of the page anew. The other lines stay. */
export function record(figure: string, measured: string, bound: string): void {
  console.log(`\n${figure}: ${measured} (${bound})`);
  const when = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}`;
  const old = existsSync(FILE) ? readFileSync(FILE, 'utf8').slice(HEAD.length).split('\n').filter(Boolean) : [];
  const lines = [...old.filter((line) => !line.startsWith(`| ${figure} |`)), `| ${figure} | ${measured} | ${bound} | ${when} |`];
  writeFileSync(FILE, HEAD + lines.sort().join('\n') + '\n');
}
