// Runs at the edge before every cache look-up (viewer-request) and before every answered image (viewer-response).
// Only what cloudfront-js-2.0 documents may be used here; a test holds the file to that and to 10 KB.
// The grammar is that of schema/names.py and schema/formats.py; a test holds them together.

const RESERVED_OWNERS = [
  '.well-known', '_auth-check', '_gateway', 'admin', 'api', 'app', 'assets', 'auth', 'docs', 'favicon.ico', 'health',
  'hooks', 'i', 'login', 'p', 'robots.txt', 'static', 'u'
];
const SLUG = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const FILENAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const VARIANT = /^([a-z0-9][a-z0-9-]{0,31})(?:\.(avif|webp|jpg|jpeg|png))?$/;
// An image's id, and the one extension that its content type is known by.
const GUARDED = /^img_[0-9A-HJKMNP-TV-Z]{26}\.(?:avif|bmp|gif|heic|ico|jpg|png|tif|webp)$/;
const SOURCE_EXTENSIONS = [
  'avif', 'bmp', 'gif', 'heic', 'heif', 'hif', 'ico', 'jpeg', 'jpg', 'png', 'tif', 'tiff', 'webp'
];
const FLAT_ART_EXTENSIONS = ['gif', 'png'];
const MAX_PATH_LENGTH = 1024;
// Until there is a browser application to go to.
const HOME = '/docs/api';

function handler(event) {
  if (event.context.eventType === 'viewer-response') {
    return kept(event.request, event.response);
  }
  const request = event.request;
  const path = request.uri;
  const isApi = path.indexOf('/api/') === 0;
  if (isSuspicious(path, isApi)) {
    return refuse(event, 400, 'Bad Request', 'VALIDATION_ERROR', 'No address here looks like this.');
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
  if (path.indexOf('/i/') === 0) {
    return request;
  }
  if (/^\/docs(?:\/|$)/.test(path)) {
    request.uri = toPage(path);
    return request;
  }
  if (path === '/') {
    return redirect(HOME);
  }
  const parts = path.slice(1).split('/');
  return parts[0] === 'p' ? toGuarded(event, parts) : toImage(event, parts);
}

// Keys and paths stay one-to-one because nothing that could be spelled in two ways gets through.
// Only the API takes percent-encoding: its paths are parsed by the routes, not used as keys.
function isSuspicious(path, isApi) {
  return (
    path.length > MAX_PATH_LENGTH ||
    path.charAt(0) !== '/' ||
    path.indexOf('..') !== -1 ||
    path.indexOf('//') !== -1 ||
    /[^\x21-\x7e]|\\/.test(path) ||
    (isApi ? /%(?:2e|2f|5c|[01][0-9a-f]|7f)/i.test(path) : path.indexOf('%') !== -1)
  );
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
  return last.indexOf('.') === -1 ? path + '/index.html' : path;
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
  const wanted = VARIANT.exec(asked);
  if (wanted === null || (wanted[1] === 'original' && wanted[2])) {
    return notFound(event);
  }
  if (request.method === 'OPTIONS') {
    return preflight();
  }
  request.uri = original;
  if (wanted[1] !== 'original') {
    request.uri = image + '/' + wanted[1] + '.' + formatOf(wanted[2], request, image);
  }
  return request;
}

function isPlace(parts) {
  return (
    (parts.length === 3 || parts.length === 4) &&
    SLUG.test(parts[0]) &&
    RESERVED_OWNERS.indexOf(parts[0]) === -1 &&
    SLUG.test(parts[1]) &&
    FILENAME.test(parts[2]) &&
    SOURCE_EXTENSIONS.indexOf(extensionOf(parts[2])) !== -1
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
    return extension === 'jpeg' ? 'jpg' : extension;
  }
  const accepted = acceptedTypes(request.headers.accept);
  const isFlatArt = FLAT_ART_EXTENSIONS.indexOf(extensionOf(filename)) !== -1;
  const preferred = isFlatArt ? ['webp', 'avif'] : ['avif', 'webp'];
  for (let i = 0; i < preferred.length; i++) {
    if (accepted.indexOf('image/' + preferred[i]) !== -1) {
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
  return request.uri.indexOf('/p/') === 0 ? keepToOneself(response) : keepVersioned(request, response);
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
  const isPicture = [200, 206, 304].indexOf(Number(response.statusCode)) !== -1;
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
