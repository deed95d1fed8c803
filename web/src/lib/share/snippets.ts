import type { Image } from '../api/ask';

export type Kind = 'address' | 'short' | 'markdown' | 'html' | 'bbcode';
export const KINDS: readonly Kind[] = ['address', 'short', 'markdown', 'html', 'bbcode'];

/** As what an image is copied, at which size, and under which domain of the owner's: null for the installation's own name. */
export type Choice = { kind: Kind; size: string; host: string | null };

/** The sizes that there are addresses for, the original first. */
export function sizesOf(image: Image): string[] {
  return ['original', ...Object.keys(image.variants).filter((each) => each !== 'original')];
}

/** An address of the image, under a domain of its owner's. Those of private images stay, because they are signed. */
export function under(host: string | null, image: Image, address: string): string {
  return host && !image.is_private ? address.replace(/^\w+:\/\/[^/]+\/[^/]+/, `https://${host}`) : address;
}

/** What is copied. Names may hold anything, so they are escaped for where they go. */
export function snippet(image: Image, { kind, size, host }: Choice): string {
  const address = under(host, image, image.variants[size] ?? image.cdn_url);
  const name = image.alt ?? image.title ?? image.display_name;
  switch (kind) {
    case 'address':
      return address;
    case 'short':
      return under(host, image, image.short_url) + (size === 'original' ? '' : `/${size}`);
    case 'markdown':
      return `![${name.replace(/[\\[\]]/g, '\\$&').replace(/\s+/g, ' ')}](${address})`;
    case 'html':
      return `<img src="${escaped(address)}" alt="${escaped(name)}">`;
    case 'bbcode':
      return `[img]${address}[/img]`;
  }
}

function escaped(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
