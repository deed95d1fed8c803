import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { atWidth, imageAttributes, preset, transform, WIDTHS } from '../src/index.js';
import loader, { openWidth } from '../src/next.js';

const vectors = JSON.parse(readFileSync(new URL('../vectors.json', import.meta.url)));
const { src } = vectors;
const whole = (path) => `https://img.example.com${path}?v=0a1b2c3d`;

test('presets are at the addresses that the server reads', () => {
  for (const [name, path] of vectors.presets) assert.equal(preset(src, name), whole(path));
});

test('widths are at the addresses that the server reads', () => {
  for (const [width, rendering, path] of vectors.widths) assert.equal(atWidth(src, width, rendering), whole(path));
});

test('options are written as the server reads them', () => {
  for (const [options, path] of vectors.options) assert.equal(transform(src, options), whole(path));
});

test('an image offers every width up to its own, once', () => {
  const image = imageAttributes(src, { width: 1300, height: 650, alt: 'A beach' });
  const widths = image.srcset.split(', ').map((each) => each.split(' ')[1]);
  assert.deepEqual(widths, ['128w', '256w', '512w', '1024w', '1300w']);
  assert.equal(image.src, whole('/k3x/trip/beach.jpg/w1024'));
  assert.deepEqual([image.width, image.height, image.alt], [1024, 512, 'A beach']);
});

test('an image of unknown size has no size', () => {
  assert.equal('width' in imageAttributes(src), false);
});

test('what is no address raises', () => {
  assert.throws(() => atWidth(src, 0), RangeError);
  assert.throws(() => atWidth(src, 5000), RangeError);
  assert.throws(() => atWidth(src, 1.5), RangeError);
  assert.throws(() => preset(src, '../me'), TypeError);
  assert.throws(() => transform(src, { widht: 3 }), TypeError);
});

test('nothing to change leaves the address as it is', () => {
  assert.equal(transform(src, {}), src);
  assert.equal(transform(src, { gray: false }), src);
});

test('the loader of Next asks for what everybody can request', () => {
  assert.equal(loader({ src, width: 640 }), whole('/k3x/trip/beach.jpg/w1024'));
  assert.equal(loader({ src, width: 3840 }), whole('/k3x/trip/beach.jpg/w2048'));
  assert.equal(loader({ src, width: 640, quality: 70 }), whole('/k3x/trip/beach.jpg/w=1024,q=75'));
  assert.equal(openWidth(1), WIDTHS[0]);
});
