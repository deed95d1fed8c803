import { expect, it } from 'vitest';
import type { Recipe } from './grammar';
import { VENDORS, spelled, type Vendor } from './vendors';

const source = { origin: 'https://e.org', path: '/me/trips/a.jpg' };

/** Each was asked of GET /v1/explain, which read the same variant in it. */
const READ: readonly [Recipe, Partial<Record<Vendor, string>>][] = [
  [
    { w: '300', blur: '3' },
    {
      cloudflare: '/cdn-cgi/image/width=300,blur=3,fit=scale-down/me/trips/a.jpg',
      imgproxy: '/unsafe/w:300/bl:3/plain/me/trips/a.jpg',
      thumbor: '/unsafe/fit-in/300x0/filters:blur(3)/me/trips/a.jpg',
      cloudinary: '/image/upload/w_300,e_blur:60,c_limit/me/trips/a.jpg',
      imagekit: '/tr:w-300,bl-3,c-at_max/me/trips/a.jpg'
    }
  ],
  [
    { w: '300', h: '200', fit: 'crop', g: 'auto' },
    {
      cloudflare: '/cdn-cgi/image/width=300,height=200,fit=crop,g=auto/me/trips/a.jpg',
      imgproxy: '/unsafe/w:300/h:200/rt:fill/g:sm/plain/me/trips/a.jpg',
      thumbor: '/unsafe/300x200/smart/filters:no_upscale()/me/trips/a.jpg'
    }
  ]
];

it.each(READ)('spells %o as the vendors do', (recipe, addresses) => {
  for (const [vendor, path] of Object.entries(addresses)) {
    expect(spelled(vendor as Vendor, recipe, source)).toEqual({ address: `https://e.org${path}`, missing: [] });
  }
});

it('names what a vendor has no words for', () => {
  expect(spelled('cloudflare', { gray: '1' }, source).missing).toEqual(['gray']);
  expect(spelled('thumbor', { w: '9', h: '9', fit: 'pad', dpr: '2' }, source).missing).toEqual(['dpr', 'fit']);
  for (const vendor of VENDORS) expect(spelled(vendor, { wmt: 'YWJj', border: '4-ff0000' }, source).missing).toEqual(['wmt', 'border']);
});
