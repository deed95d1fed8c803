// The format of a variant: what the path asks for, else the best that the viewer takes (schema/negotiation.py).

import { has } from './objects.js';

// AVIF made fast is poor at flat art, so WebP goes first there.
export const FLAT_ART = /\.(?:apng|gif|png)$/i;
// Sources that are neither transparent nor animated. What others need, the function behind knows from the record.
const PLAIN = /\.p?j\w+$/i;
const WEIGHT = /;\s*q\s*=\s*(0(?:\.\d*)?)\s*(?:;|$)/;

export function formatOf(extension, request, image) {
  if (extension) {
    return extension.replace(/^(?:baseline-)?jpeg$/, 'jpg');
  }
  const weights = weightsIn(request.headers.accept);
  const avif = weights['image/avif'] || 0;
  const webp = weights['image/webp'] || 0;
  const most = Math.max(avif, webp);
  // Only for JPEG is it enough that a viewer takes everything.
  if (!most || most < weights[['image/jpeg', 'image/*', '*/*'].find((type) => has(weights, type))]) {
    return PLAIN.test(image) ? 'jpg' : 'auto';
  }
  return webp > avif || (webp === avif && FLAT_ART.test(image)) ? 'webp' : 'avif';
}

// What an Accept header says of each media type, from 0 to 1. A header sent twice counts as one.
function weightsIn(header) {
  const weights = {};
  const values = header ? header.multiValue || [header] : [];
  values.map((one) => one.value).join(',').toLowerCase().split(',').forEach((item) => {
    const type = item.split(';')[0].trim();
    weights[type] = Math.max(weights[type] || 0, (WEIGHT.exec(item) || [0, 1])[1]);
  });
  return weights;
}
