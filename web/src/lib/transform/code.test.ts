import { expect, it } from 'vitest';
import type { Image } from '../api/ask';
import { KINDS, codeOf } from './code';

const image = { alt: 'A "b" <i>[c]</i>', cdn_url: 'https://e.org/me/trips/a.jpg?v=1', display_name: 'a', width: 4000, height: 3000 } as Image;
const result = {
  address: 'https://e.org/me/trips/a.jpg/w=300?v=1&s=2',
  width: 300,
  height: 225,
  formats: [{ type: 'image/avif', address: 'https://e.org/x.avif' }]
};
const code = (kind: (typeof KINDS)[number]) => codeOf(kind, image, { w: '300', gray: '1' }, result);

it('escapes names and addresses for where they go', () => {
  expect(code('img')).toBe(
    '<img src="https://e.org/me/trips/a.jpg/w=300?v=1&amp;s=2" width="300" height="225" alt="A &quot;b&quot; &lt;i&gt;[c]&lt;/i&gt;" loading="lazy">'
  );
  expect(code('markdown')).toBe('![A "b" <i>\\[c\\]</i>](https://e.org/me/trips/a.jpg/w=300?v=1&s=2)');
  expect(code('bbcode')).toContain('[img]https://e.org/me/trips/a.jpg/w=300?v=1&s=2[/img]');
});

it('offers each format in a picture, and the ratio in CSS', () => {
  expect(code('picture')).toContain('<source type="image/avif" srcset="https://e.org/x.avif">');
  expect(code('css')).toContain('aspect-ratio: 300 / 225;');
});

it('writes a loader that runs', () => {
  const source = code('next').replace('export default', 'return');
  const loader = new Function(source.replace(/^\/\/.*$/gm, ''))() as (asked: object) => string;
  expect(loader({ src: '/me/trips/a.jpg', width: 512, quality: 75 })).toBe('https://e.org/me/trips/a.jpg/w=512,q=75,gray=1');
});
