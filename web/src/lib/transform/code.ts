import type { Image } from '../api/ask';
import { segmentOf, type Recipe } from './grammar';

export type Kind = 'img' | 'picture' | 'markdown' | 'bbcode' | 'css' | 'next';
export const KINDS: readonly Kind[] = ['img', 'picture', 'markdown', 'bbcode', 'css', 'next'];

/** What code is made from: the final address, its size, and the address of each format where formats can be named. */
export type Result = {
  address: string;
  width: number | null;
  height: number | null;
  formats: readonly { type: string; address: string }[];
};

const html = (words: string): string => words.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Code for a page, escaped for where it goes. */
export function codeOf(kind: Kind, image: Image, recipe: Recipe, { address, width, height, formats }: Result): string {
  const alt = image.alt ?? image.title ?? image.display_name;
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  const img = `<img src="${html(address)}"${size} alt="${html(alt)}" loading="lazy">`;
  switch (kind) {
    case 'img':
      return img;
    case 'picture':
      return ['<picture>', ...formats.map((each) => `  <source type="${each.type}" srcset="${html(each.address)}">`), `  ${img}`, '</picture>'].join('\n');
    case 'markdown':
      return `![${alt.replace(/[\\[\]]/g, '\\$&').replace(/\s+/g, ' ')}](${address})`;
    case 'bbcode':
      return `[url=${image.cdn_url}][img]${address}[/img][/url]`;
    case 'css':
      return [`background-image: url("${address}");`, 'background-size: cover;', size ? `aspect-ratio: ${width} / ${height};` : ''].filter(Boolean).join('\n');
    case 'next':
      return nextLoader(image, recipe);
  }
}

/** A loader for next/image. It asks for the widths of the presets, which need no signature. */
function nextLoader(image: Image, recipe: Recipe): string {
  const { w: _, h: __, fit: ___, q: ____, ...rest } = recipe;
  const more = segmentOf(rest);
  const origin = new URL(image.cdn_url).origin;
  return `// next.config.js: images: { loader: "custom", loaderFile: "./pixelflare.js",
//   deviceSizes: [512, 1024, 1536, 2048], imageSizes: [128, 256] }
export default function pixelflare({ src, width, quality }) {
  return \`${origin}\${src}/w=\${width}\${quality ? \`,q=\${quality}\` : ""}${more ? `,${more}` : ''}\`;
}
// <Image src="${new URL(image.cdn_url).pathname}" width={${image.width ?? 1024}} height={${image.height ?? 768}} alt=${JSON.stringify(image.alt ?? image.title ?? image.display_name)} />`;
}
