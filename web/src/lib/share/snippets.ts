import type { Image } from '../api/ask';

export type Kind = 'address' | 'short' | 'markdown' | 'html' | 'bbcode';
export const KINDS: readonly Kind[] = ['address', 'short', 'markdown', 'html', 'bbcode'];

/** The sizes that there are addresses for, the original first. */
export function sizesOf(image: Image): string[] {
  return ['original', ...Object.keys(image.variants).filter((each) => each !== 'original')];
}

/** The address of the image at a size: a preset's name, or the original. */
export function addressOf(image: Image, size: string): string {
  return image.variants[size] ?? image.cdn_url;
}

/** What is copied. Names may hold anything, so they are escaped for where they go. */
export function snippet(image: Image, kind: Kind, size: string): string {
  const address = addressOf(image, size);
  const name = image.alt ?? image.title ?? image.display_name;
  switch (kind) {
    case 'address':
      return address;
    case 'short':
      return size === 'original' ? image.short_url : `${image.short_url}/${size}`;
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
