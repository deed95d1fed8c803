import { expect, it } from 'vitest';
import type { Image } from '../api/ask';
import { snippet } from './snippets';

const image = {
  title: null,
  alt: null,
  display_name: 'A "quoted" [name] <b>',
  cdn_url: 'https://example.org/o/a/b.jpg',
  short_url: 'https://example.org/i/img_1',
  variants: { w512: 'https://example.org/o/a/b.jpg/w512' }
} as unknown as Image;

it('escapes a name for where it goes', () => {
  expect(snippet(image, 'markdown', 'w512')).toBe('![A "quoted" \\[name\\] <b>](https://example.org/o/a/b.jpg/w512)');
  expect(snippet(image, 'html', 'w512')).toBe(
    '<img src="https://example.org/o/a/b.jpg/w512" alt="A &quot;quoted&quot; [name] &lt;b&gt;">'
  );
});

it('gives the original where no size is chosen', () => {
  expect(snippet(image, 'address', 'original')).toBe('https://example.org/o/a/b.jpg');
  expect(snippet(image, 'short', 'original')).toBe('https://example.org/i/img_1');
  expect(snippet(image, 'short', 'w512')).toBe('https://example.org/i/img_1/w512');
  expect(snippet(image, 'bbcode', 'w512')).toBe('[img]https://example.org/o/a/b.jpg/w512[/img]');
});
