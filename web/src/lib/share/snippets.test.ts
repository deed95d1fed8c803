import { expect, it } from 'vitest';
import type { Image } from '../api/ask';
import { snippet, type Kind } from './snippets';

const image = {
  title: null,
  alt: null,
  display_name: 'A "quoted" [name] <b>',
  cdn_url: 'https://example.org/o/a/b.jpg',
  short_url: 'https://example.org/i/img_1',
  variants: { w512: 'https://example.org/o/a/b.jpg/w512' }
} as unknown as Image;

it('escapes a name for where it goes', () => {
  expect(snippet(image, { kind: 'markdown', size: 'w512', host: null })).toBe('![A "quoted" \\[name\\] <b>](https://example.org/o/a/b.jpg/w512)');
  expect(snippet(image, { kind: 'html', size: 'w512', host: null })).toBe(
    '<img src="https://example.org/o/a/b.jpg/w512" alt="A &quot;quoted&quot; [name] &lt;b&gt;">'
  );
});

it('gives the original where no size is chosen', () => {
  expect(snippet(image, { kind: 'address', size: 'original', host: null })).toBe('https://example.org/o/a/b.jpg');
  expect(snippet(image, { kind: 'short', size: 'original', host: null })).toBe('https://example.org/i/img_1');
  expect(snippet(image, { kind: 'short', size: 'w512', host: null })).toBe('https://example.org/i/img_1/w512');
  expect(snippet(image, { kind: 'bbcode', size: 'w512', host: null })).toBe('[img]https://example.org/o/a/b.jpg/w512[/img]');
});

it('leaves the owner out under a domain of theirs', () => {
  const of = (kind: Kind, size: string) => snippet(image, { kind, size, host: 'images.example.com' });
  expect(of('address', 'original')).toBe('https://images.example.com/a/b.jpg');
  expect(of('bbcode', 'w512')).toBe('[img]https://images.example.com/a/b.jpg/w512[/img]');
  expect(of('short', 'w512')).toBe('https://images.example.com/img_1/w512');
});

it('keeps the signed addresses of private images', () => {
  const secret = { ...image, is_private: true, cdn_url: 'https://example.org/o/a/b.jpg/original?Signature=x' };
  expect(snippet(secret, { kind: 'address', size: 'original', host: 'images.example.com' })).toBe(secret.cdn_url);
});
