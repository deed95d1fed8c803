// Runs at the edge before every cache look-up (viewer-request) and before every answered image (viewer-response).
// Only what cloudfront-js-2.0 documents may be used here; a test holds the file to that, and what is deployed of it,
// without comments and indentation, to 10 KB.
// The grammar is that of names.py, formats.py, options.py and variant_names.py of schema/addresses; tests hold
// them together.

const RESERVED_OWNERS = [
  '.well-known', '_auth-check', '_foreign', '_gateway', 'admin', 'api', 'app', 'assets', 'auth', 'docs',
  'favicon.ico', 'health', 'hooks', 'i', 'login', 'p', 'robots.txt', 'static', 'u'
];
// Control characters, spaces, what is not ASCII, and the backslash.
const UNSEEN = /[^\x21-\x7e]|\\/;
const SLUG = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const FILENAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const VARIANT = /^([a-z0-9][a-z0-9-]{0,31})(?:\.(avif|webp|jpg|jpeg|png|gif))?$/;
// Options as a segment, with a format or without.
const SEGMENT = /^([a-zA-Z]+=[^/]{0,390}?)(?:\.(avif|webp|jpg|jpeg|png|gif|json))?$/;
// An image's id, and the one extension that its content type is known by.
const GUARDED = /^img_[0-9A-HJKMNP-TV-Z]{26}\.(?:avif|bmp|gif|heic|ico|jpg|png|tif|webp)$/;
const SOURCE_EXTENSIONS = [
  'avif', 'bmp', 'gif', 'heic', 'heif', 'hif', 'ico', 'jpeg', 'jpg', 'png', 'tif', 'tiff', 'webp'
];
const FLAT_ART_EXTENSIONS = ['gif', 'png'];
const MAX_PATH_LENGTH = 1024;
// Addresses of other vendors, which pixelflare/dialects reads: Cloudflare's, thumbor's and imgproxy's, unsigned or with
// a whole signature; imgproxy's with any signature when options or `plain` follow; Cloudinary's; ImageKit's.
const FOREIGN = [
  /^\/(?:cdn-cgi\/image|unsafe|insecure|_|[\w-]{27}(?:=|%3[Dd])|[\w-]{43})\//,
  /^\/[\w-]{1,43}\/(?:plain\/|[a-z][a-z_-]*(?::|%3[Aa]))/,
  /^\/(?:[^/]+\/)?image\/(?:upload|fetch|private|authenticated)\//,
  /\/tr(?::|%3[Aa])/
];
// Together with its query. Base 64 makes four characters of three, and a key in S3 may have 1024.
const MAX_FOREIGN_LENGTH = 700;
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
const ALIASES = {
  width: 'w',
  height: 'h',
  quality: 'q',
  format: 'f',
  gravity: 'g',
  brightness: 'br',
  contrast: 'co',
  saturation: 'sat',
  background: 'bg',
  metadata: 'meta',
  grayscale: 'gray',
  greyscale: 'gray',
  grey: 'gray',
  watermark: 'wm'
};
const MAX_SIDE = 4096;
// The operator's, ascending, when widths are snapped to them; set when this is deployed (stacks/parts/edge_code.py).
const WIDTHS = [];
const MAX_EDGE = 500;
const GRAVITIES = 'center top bottom left right top-left top-right bottom-left bottom-right';
// Where these are, in the same order.
const POINTS = '0.5x0.5 0.5x0 0.5x1 0x0.5 1x0.5 0x0 1x0 0x1 1x1'.split(' ');
// Each option's reader, which gives a value's one spelling or null, and what it is when nothing is said. In the order of
// a canonical segment; `dpr`, `anim` and mostly `f` do not get into one.
const OPTIONS = {
  dpr: [decimal(1, 3)],
  anim: [toggle],
  trim: [(text) => (/^(?:auto|true)$/i.test(text) ? '10' : whole(1, 100)(text))],
  rotate: [turn, '0'],
  flip: [(text) => (/^(?:hv|vh|both)$/i.test(text) ? 'hv' : oneOf('h v')(text))],
  w: [whole(1, MAX_SIDE)],
  h: [whole(1, MAX_SIDE)],
  fit: [oneOf('scale-down contain cover crop pad squeeze'), 'scale-down'],
  enlarge: [toggle, '0'],
  g: [gravity, 'center'],
  zoom: [decimal(0, 1), '0'],
  pad: [whole(0, MAX_EDGE), '0'],
  border: [border, ''],
  bg: [color],
  br: [decimal(0.5, 2), '1'],
  co: [decimal(0.5, 2), '1'],
  sat: [decimal(0, 2), '1'],
  gamma: [decimal(0.5, 2), '1'],
  gray: [toggle, '0'],
  blur: [whole(0, 250), '0'],
  sharpen: [decimal(0, 10), '0'],
  wm: [like(/^[a-z0-9][a-z0-9_-]{0,62}$/)],
  wmt: [like(/^(?=.{4,120}$)(?:[\w-]{4})*(?:[\w-]{2,3})?$/)],
  wmg: [oneOf(GRAVITIES), 'bottom-right'],
  wms: [whole(1, 100), '25'],
  wmo: [whole(1, 100), '100'],
  q: [(text) => (/^auto$/i.test(text) ? 'auto' : whole(1, 100)(text))],
  compression: [oneOf('fast best')],
  meta: [oneOf('none copyright keep'), 'none'],
  frame: [whole(0, 499)],
  f: [oneOf('auto avif webp jpeg baseline-jpeg png gif json'), 'auto']
};
// Until there is a browser application to go to.
const HOME = '/docs/api';

function handler(event) {
  if (event.context.eventType === 'viewer-response') {
    return kept(event.request, event.response);
  }
  const request = event.request;
  const path = request.uri;
  const parts = path.slice(1).split('/');
  const isApi = path.startsWith('/api/');
  const isTheirs = isForeign(path, parts, request.querystring);
  if (isSuspicious(path, isApi, isTheirs)) {
    return invalid(event, 'No address here looks like this.');
  }
  if (isTheirs) {
    return toForeign(event, path);
  }
  if (isApi) {
    return toApi(event, path.slice('/api'.length));
  }
  if (path === '/_auth-check') {
    return toApi(event, path);
  }
  if (path === '/_gateway/health') {
    return answer(200, 'OK', { status: 'ok' });
  }
  if (path.startsWith('/i/')) {
    return request;
  }
  if (/^\/docs(?:\/|$)/.test(path)) {
    request.uri = toPage(path);
    return request;
  }
  if (path === '/') {
    return redirect(HOME);
  }
  return parts[0] === 'p' ? toGuarded(event, parts) : toImage(event, parts);
}

// Keys and paths stay one-to-one because nothing that could be spelled in two ways gets through.
// Only the API and other vendors' addresses take percent-encoding: they are parsed behind, and no keys. The latter may
// hold a whole address with its two slashes.
function isSuspicious(path, isApi, isTheirs) {
  return (
    path.length > MAX_PATH_LENGTH ||
    path.charAt(0) !== '/' ||
    path.includes('..') ||
    UNSEEN.test(path) ||
    (!isTheirs && (isApi ? /\/\/|%(?:2e|2f|5c|[01][0-9a-f]|7f)/i : /\/\/|%/).test(path))
  );
}

// Whether it is another vendor's address. What our own grammar has stays ours, except ImageKit's options behind an
// original.
function isForeign(path, parts, querystring) {
  const isAsked = has(querystring, 'tr');
  return (
    parts[0] !== '' &&
    !RESERVED_OWNERS.includes(parts[0]) &&
    (isPlace(parts)
      ? isAsked && parts.length === 3
      : FOREIGN.some((kind) => kind.test(path)) || (isAsked && isPlace(parts.slice(-3))))
  );
}

// The whole address, query and all, as one segment: so the cache and the function behind have it exactly as it was sent.
function toForeign(event, path) {
  const request = event.request;
  const query = request.rawQueryString();
  const address = query ? path + '?' + query : path;
  if (address.length > MAX_FOREIGN_LENGTH || UNSEEN.test(address)) {
    return invalid(event, 'An address of this kind has at most ' + MAX_FOREIGN_LENGTH + ' characters, all of ASCII.');
  }
  if (request.method === 'OPTIONS') {
    return preflight();
  }
  request.uri = '/_foreign/' + Buffer.from(address).toString('base64url');
  return request;
}

// The viewer's address as the edge sees it; whatever the viewer claims it to be is overwritten.
function toApi(event, path) {
  event.request.uri = path;
  event.request.headers['x-viewer-address'] = { value: event.viewer.ip };
  return event.request;
}

function toPage(path) {
  if (path.charAt(path.length - 1) === '/') {
    return path + 'index.html';
  }
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.includes('.') ? path : path + '/index.html';
}

// /{owner}/{album}/{filename}[/{variant}[.{format}]]
function toImage(event, parts) {
  if (!isPlace(parts)) {
    return notFound(event);
  }
  const original = '/' + parts.slice(0, 3).join('/');
  return toPicture(event, original, original, parts.length === 3 ? 'original' : parts[3]);
}

// /p/{image id}.{extension}/{variant}[.{format}]: what not everybody may see, already let through by its signature.
function toGuarded(event, parts) {
  if (parts.length !== 3 || !GUARDED.test(parts[1])) {
    return notFound(event);
  }
  const image = '/p/' + parts[1];
  return toPicture(event, image, image + '/original', parts[2]);
}

// The key of what is asked for: the original's, or one below the image's with the format that the viewer gets.
function toPicture(event, image, original, asked) {
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
  const fromQuery = pairsOfQuery(request.querystring);
  if (known.includes('=') ? known === name || fromQuery.length : name === 'original' && fromQuery.length) {
    const options = {};
    const bad = read((known ? known.split(',') : []).map(pairOf), options) || read(fromQuery, options);
    const output = options.f || (format === 'jpg' ? 'jpeg' : format);
    format = output === 'auto' ? undefined : output;
    if (bad || (options.wm && options.wmt && format !== 'json')) {
      return invalid(event, (bad || 'wm') + ': not an option, or not a value of it.');
    }
    // The owner's signature is for the very width that it names.
    const widths = has(request.querystring, 's') ? [] : WIDTHS;
    const segment = segmentOf(options, format, widths) || (output === 'auto' ? wholeIn(formatOf('', request, image)) : '');
    name = segment === PRESETS[name] ? name : segment || 'original';
  }
  request.uri = name === 'original' ? original : image + '/' + name + '.' + formatOf(format, request, image);
  return request;
}

function has(table, name) {
  return Object.prototype.hasOwnProperty.call(table, name);
}

function pairOf(item) {
  const at = item.indexOf('=');
  return at === -1 ? [item, null] : [shortName(item.slice(0, at)), item.slice(at + 1)];
}

// The options among a query's parameters; what else is there is nobody's business.
function pairsOfQuery(querystring) {
  const pairs = [];
  Object.keys(querystring).forEach((name) => {
    const short = shortName(name);
    if (has(OPTIONS, short)) {
      const given = querystring[name];
      (given.multiValue || [given]).forEach((one) => pairs.push([short, decoded(one.value)]));
    }
  });
  return pairs;
}

function shortName(name) {
  const lower = name.toLowerCase();
  return has(ALIASES, lower) ? ALIASES[lower] : lower;
}

function decoded(value) {
  try {
    return decodeURIComponent(value.replace(/\+/g, ' '));
  } catch (malformed) {
    return null;
  }
}

// Puts the canonical values into `options`; the name of what is refused: unknown, out of range, or said in two ways.
function read(pairs, options) {
  const said = {};
  for (let i = 0; i < pairs.length; i++) {
    const name = pairs[i][0];
    const text = pairs[i][1];
    const isText = text !== null && has(OPTIONS, name) && /^[\x20-\x7e]*$/.test(text);
    const value = isText ? OPTIONS[name][0](text.replace(/^ +| +$/g, '')) : null;
    if (value === null || (has(said, name) && said[name] !== value)) {
      return name.slice(0, 40) || 'options';
    }
    said[name] = options[name] = value;
  }
}

function whole(least, most) {
  return (text) => (/^\d{1,6}$/.test(text) && +text >= least && +text <= most ? String(+text) : null);
}

function decimal(least, most) {
  return (text) => {
    const isIn = /^(?=.)\d{0,3}(?:\.\d{1,6})?$/.test(text) && +text >= least && +text <= most;
    return isIn ? String(rounded(text * 100) / 100) : null;
  };
}

function rounded(value) {
  return Math.floor(value + 0.5);
}

function oneOf(words) {
  const allowed = words.split(' ');
  return (text) => (allowed.includes(text.toLowerCase()) ? text.toLowerCase() : null);
}

function like(pattern) {
  return (text) => (pattern.test(text) ? text : null);
}

function toggle(text) {
  return /^(?:1|true)$/i.test(text) ? '1' : /^(?:0|false)$/i.test(text) ? '0' : null;
}

function turn(text) {
  return /^-?\d{1,4}$/.test(text) && text % 90 === 0 ? String(((text % 360) + 360) % 360) : null;
}

function color(text) {
  const digits = text.replace(/^#/, '').toLowerCase();
  if (digits === 'transparent') {
    return '00000000';
  }
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) {
    return null;
  }
  const full = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
  return full.length === 8 ? full.replace(/ff$/, '') : full;
}

function border(text) {
  const parts = /^([^-]*)-?(.*)$/.exec(text);
  const width = whole(0, MAX_EDGE)(parts[1]);
  const hue = width === '0' ? '' : color(parts[2] || '000000');
  return width === null || hue === null ? null : hue && width + '-' + hue;
}

function gravity(text) {
  const word = oneOf(GRAVITIES + ' auto face')(text);
  const parts = /^([^x]*)x([^x]*)$/.exec(text.toLowerCase());
  if (word || !parts) {
    return word;
  }
  const x = decimal(0, 1)(parts[1]);
  const y = decimal(0, 1)(parts[2]);
  const named = POINTS.indexOf(x + 'x' + y);
  return x === null || y === null ? null : named === -1 ? x + 'x' + y : GRAVITIES.split(' ')[named];
}

// The one spelling of options: in device pixels, without defaults and without what has no effect.
function segmentOf(options, format, widths) {
  if (format === 'json') {
    return 'f=json';
  }
  scale(options);
  snap(options, widths);
  dropIdle(options, format);
  options.f = format === 'baseline-jpeg' ? format : 'auto';
  const names = Object.keys(OPTIONS).slice(2).filter((name) => has(options, name) && options[name] !== OPTIONS[name][1]);
  const segment = names.map((name) => name + '=' + options[name]).join(',');
  return segment || (format ? wholeIn(format) : '');
}

// The whole picture in a format.
function wholeIn(format) {
  return 'f=' + format.replace('jpg', 'jpeg');
}

function scale(options) {
  const longest = Math.max(options.w || 0, options.h || 0);
  const factor = longest && Math.min(options.dpr || 1, MAX_SIDE / longest);
  const scaled = (value, least) => String(Math.max(least, rounded(value * factor)));
  if (factor) {
    ['w', 'h'].filter((name) => options[name]).forEach((name) => (options[name] = scaled(options[name], 1)));
    options.pad = String(Math.min(MAX_EDGE, scaled(options.pad || 0, 0)));
    options.border = (options.border || '').replace(/^\d+/, (width) => Math.min(MAX_EDGE, scaled(width, 1)));
  }
}

// A width alone becomes the least of the widths that is not smaller, or the largest there is.
function snap(options, widths) {
  if (widths.length && options.w && !options.h) {
    options.w = String(widths.find((width) => width >= options.w) || widths[widths.length - 1]);
  }
}

function dropIdle(options, format) {
  const sides = Number(has(options, 'w')) + Number(has(options, 'h'));
  let fit = options.fit || 'scale-down';
  if (sides === 0 || (sides === 1 && fit === 'crop')) {
    fit = 'scale-down';
  } else if (sides === 1 && fit !== 'scale-down') {
    fit = 'contain';
  }
  if (fit === 'contain' && options.enlarge !== '1') {
    fit = 'scale-down';
  }
  options.fit = fit;
  const drop = (name, isIdle) => isIdle && delete options[name];
  drop('g', !['cover', 'crop', 'pad'].includes(fit) || (fit === 'pad' && /auto|face/.test(options.g)));
  drop('zoom', options.g !== 'face');
  drop('enlarge', fit === 'scale-down' || fit === 'crop');
  drop('sat', options.gray === '1');
  drop('q', format === 'png' || format === 'gif');
  ['wmg', 'wms', 'wmo'].forEach((name) => drop(name, !options.wm && !options.wmt));
  if (options.anim === '0' && !has(options, 'frame')) {
    options.frame = '0';
  }
}

function isPlace(parts) {
  return (
    (parts.length === 3 || parts.length === 4) &&
    SLUG.test(parts[0]) &&
    !RESERVED_OWNERS.includes(parts[0]) &&
    SLUG.test(parts[1]) &&
    FILENAME.test(parts[2]) &&
    SOURCE_EXTENSIONS.includes(extensionOf(parts[2]))
  );
}

function extensionOf(filename) {
  const dot = filename.lastIndexOf('.');
  return dot === -1 ? '' : filename.slice(dot + 1).toLowerCase();
}

// What the path asks for wins; otherwise the best that the viewer takes.
// AVIF made fast is poor at flat art, so WebP goes first there.
function formatOf(extension, request, filename) {
  if (extension) {
    return extension.replace(/^(?:baseline-)?jpeg$/, 'jpg');
  }
  const accepted = acceptedTypes(request.headers.accept);
  const isFlatArt = FLAT_ART_EXTENSIONS.includes(extensionOf(filename));
  const preferred = isFlatArt ? ['webp', 'avif'] : ['avif', 'webp'];
  for (let i = 0; i < preferred.length; i++) {
    if (accepted.includes('image/' + preferred[i])) {
      return preferred[i];
    }
  }
  return 'jpg';
}

// The media types of an Accept header, in lower case, without those of quality 0. A header sent twice counts as one.
function acceptedTypes(header) {
  if (!header) {
    return [];
  }
  const values = header.multiValue ? header.multiValue : [header];
  const items = values.map((one) => one.value).join(',').toLowerCase().split(',');
  return items
    .filter((item) => !/;\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)/.test(item))
    .map((item) => item.split(';')[0].trim());
}

// How long viewers may keep what they got, which is not what the edge may.
function kept(request, response) {
  return request.uri.startsWith('/p/') ? keepToOneself(response) : keepVersioned(request, response);
}

// Who has been let through by a signature may keep the picture; no cache between us may give it to others.
function keepToOneself(response) {
  const cacheControl = response.headers['cache-control'];
  if (cacheControl && /s-maxage/i.test(cacheControl.value)) {
    const own = cacheControl.value.replace(/public,\s*|,\s*s-maxage=\d+/gi, '');
    response.headers['cache-control'] = { value: 'private, ' + own };
  }
  return response;
}

// A versioned address never changes its meaning, so browsers may keep what it gave.
function keepVersioned(request, response) {
  const cacheControl = response.headers['cache-control'];
  const isVersioned = Boolean(request.querystring.v && request.querystring.v.value);
  const isPicture = [200, 206, 304].includes(Number(response.statusCode));
  const isPublic = Boolean(cacheControl) && /(?:^|,)\s*public\s*(?:,|$)/i.test(cacheControl.value);
  if (isVersioned && isPicture && isPublic) {
    response.headers['cache-control'] = { value: 'public, max-age=31536000, immutable' };
  }
  return response;
}

function redirect(path) {
  return {
    statusCode: 302,
    statusDescription: 'Found',
    headers: { location: { value: path }, 'cache-control': { value: 'no-store' } }
  };
}

function preflight() {
  return {
    statusCode: 204,
    statusDescription: 'No Content',
    headers: {
      'access-control-allow-origin': { value: '*' },
      'access-control-allow-methods': { value: 'GET, HEAD' },
      'access-control-allow-headers': { value: '*' },
      'access-control-max-age': { value: '86400' }
    }
  };
}

function notFound(event) {
  return refuse(event, 404, 'Not Found', 'NOT_FOUND', 'There is nothing at this address.');
}

function invalid(event, message) {
  return refuse(event, 400, 'Bad Request', 'VALIDATION_ERROR', message);
}

function refuse(event, status, description, code, message) {
  return answer(status, description, {
    success: false,
    error: { code: code, message: message },
    request_id: event.context.requestId
  });
}

function answer(status, description, body) {
  return {
    statusCode: status,
    statusDescription: description,
    headers: { 'content-type': { value: 'application/json' }, 'cache-control': { value: 'no-store' } },
    body: JSON.stringify(body)
  };
}
