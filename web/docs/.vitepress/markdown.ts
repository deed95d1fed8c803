import type { MarkdownRenderer } from 'vitepress';

/**
 * Pages are plain Markdown: braces are no expressions. Links to files outside docs/ become plain text, because the site
 * has no page for them. Diagrams become elements that the browser draws.
 */
export function markdown(md: MarkdownRenderer): void {
  md.core.ruler.push('links-out-of-the-site', (state) => {
    for (const { children } of state.tokens) {
      let outside = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') outside = (token.attrGet('href') ?? '').startsWith('../');
        const closes = outside && token.type === 'link_close';
        if (outside && (token.type === 'link_open' || closes)) {
          token.type = 'text';
          token.tag = '';
          token.nesting = 0;
          token.content = '';
        }
        if (closes) outside = false;
      }
    }
  });
  for (const kind of ['text', 'code_inline']) {
    const rule = md.renderer.rules[kind]!;
    md.renderer.rules[kind] = (...given) => rule(...given).replaceAll('{{', '&#123;&#123;');
  }
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index]!;
    if (token.info.trim() !== 'mermaid') return fence(tokens, index, ...rest);
    return `<Diagram source="${encodeURIComponent(token.content)}" />\n`;
  };
}
