// Before the cache looks up an image: /{owner}/{album}/{filename}[/{variant}] and /p/{private image}/{variant}.
// Each request becomes the one path of its meaning, which is the cache key and the key in S3 (decision 0013).
// APPLICATION and WIDTHS are set when this is deployed (stacks/parts/edge_code.py).

import { invalid, notFound, preflight, redirect, suspicious } from './shared/answers.js';
import { segmentOf, wholeIn } from './shared/canonical.js';
import { formatOf } from './shared/formats.js';
import { PRIVATE_IMAGE, isImagePath } from './shared/image_paths.js';
import { has } from './shared/objects.js';
import { pairsOfQuery, pairsOfSegment, read, refused } from './shared/options.js';
import { AMBIGUOUS, isMalformed, unescaped } from './shared/paths.js';
import { isVendors, toTranslation } from './shared/vendors.js';

const VARIANT = /^([a-z0-9][a-z0-9-]{0,31})(?:\.(avif|webp|jpg|jpeg|png|gif))?$/;
// Options as a segment, with a format or without.
const SEGMENT = /^([a-zA-Z]+=[^/]{0,390}?)(?:\.(avif|webp|jpg|jpeg|png|gif|json))?$/;
const PRESETS = {
  original: '',
  w128: 'w=128',
  w256: 'w=256',
  w512: 'w=512',
  w1024: 'w=1024',
  w1536: 'w=1536',
  w2048: 'w=2048',
  thumb: 'w=200,h=200,fit=cover',
  'og-image': 'w=1200,h=630,fit=cover'
};

export function handler(event) {
  const request = event.request;
  const parts = request.uri.slice(1).split('/');
  const isOurs = isImagePath(parts);
  if (isOurs || parts[0] === 'p') {
    const last = parts.length - 1;
    parts[last] = unescaped(parts[last]);
  }
  const path = '/' + parts.join('/');
  const isTheirs = isVendors(path, parts, isOurs, has(request.querystring, 'tr'));
  if (isMalformed(request.uri) || (!isTheirs && AMBIGUOUS.test(path))) {
    return suspicious(event);
  }
  if (isTheirs) {
    return toTranslation(event, path);
  }
  if (path === '/') {
    return redirect(APPLICATION ? '/app' : '/docs');
  }
  return parts[0] === 'p' ? toPrivate(event, parts) : isOurs ? toPublic(event, parts) : notFound(event);
}

// /{owner}/{album}/{filename}[/{variant}[.{format}]]; an extension in capitals is how a camera writes it.
function toPublic(event, parts) {
  const original = '/' + parts.slice(0, 3).join('/').replace(/\w+$/, (extension) => extension.toLowerCase());
  return toVariant(event, original, original, parts.length === 3 ? 'original' : parts[3]);
}

// /p/{image id}.{extension}/{variant}[.{format}]: what not everybody may see, already let through by its signature.
function toPrivate(event, parts) {
  if (parts.length !== 3 || !PRIVATE_IMAGE.test(parts[1])) {
    return notFound(event);
  }
  const image = '/p/' + parts[1];
  return toVariant(event, image, image + '/original', parts[2]);
}

// The key of what is asked for: the original's, or one below the image's with the format that the viewer gets.
function toVariant(event, image, original, asked) {
  const request = event.request;
  const wanted = VARIANT.exec(asked) || SEGMENT.exec(asked);
  if (wanted === null || (wanted[1] === 'original' && wanted[2])) {
    return notFound(event);
  }
  if (request.method === 'OPTIONS') {
    return preflight();
  }
  let name = wanted[1];
  let format = wanted[2];
  const known = has(PRESETS, name) ? PRESETS[name] : name;
  const fromQuery = pairsOfQuery(request.rawQueryString());
  if (known.includes('=') ? known === name || fromQuery.length : name === 'original' && fromQuery.length) {
    const values = {};
    const bad = read(known ? pairsOfSegment(known) : [], values) || read(fromQuery, values);
    const output = values.f || (format === 'jpg' ? 'jpeg' : format);
    format = output === 'auto' ? undefined : output;
    if (bad || (values.wm && values.wmt && format !== 'json')) {
      return invalid(event, bad || refused('wm'));
    }
    // The owner's signature is for the very width that it names.
    const segment =
      segmentOf(values, format, !has(request.querystring, 's')) ||
      (output === 'auto' ? wholeIn(formatOf('', request, image)) : '');
    if (segment !== PRESETS[name]) {
      // A preset's size alone is the preset; but not og-image, which never moves.
      name = segment === PRESETS.thumb ? 'thumb' : segment.replace(/^w=(\d+)$/, 'w$1');
      name = has(PRESETS, name) ? name : segment || 'original';
    }
  }
  request.uri = name === 'original' ? original : image + '/' + name + '.' + formatOf(format, request, image);
  return request;
}
