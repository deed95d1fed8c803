// Before the API is asked: /api/*, /_auth-check, /mcp, /_gateway/*, the short links /i/* the public pages /s/*, /u/*, /report, and /auth/github/*.

import { json, notFound, suspicious, tooLarge } from './shared/answers.js';
import { AMBIGUOUS, isSuspicious } from './shared/paths.js';
import { sharedQuery } from './shared/short_links.js';

// The API takes percent-encoding, as its routes parse it; but not of what has a meaning in a path.
const AMBIGUOUS_TO_THE_API = /\/\/|%(?:2e|2f|5c|[01][0-9a-f]|7f)/i;

const MAX_BODY = 4194304;

export function handler(event) {
  const path = event.request.uri;
  const isApi = path.startsWith('/api/');
  if (isSuspicious(path, isApi ? AMBIGUOUS_TO_THE_API : AMBIGUOUS)) {
    return suspicious(event);
  }
  if (isApi || path === '/_auth-check' || path.startsWith('/auth/github/')) {
    return toApi(event, isApi ? path.slice('/api'.length) : path);
  }
  if (path === '/mcp') {
    return toApi(event, '/v1/mcp');
  }
  if (path === '/_gateway/health') {
    return json(200, 'OK', { status: 'ok' });
  }
  if (path.startsWith('/s/') || path.startsWith('/u/') || path === '/report') {
    return toGallery(event);
  }
  return path.startsWith('/i/') ? toShortLink(event) : notFound(event);
}

// A page with `fbclid` or `utm_source` is the same page: the way to a further page is all that may be in the query.
function toGallery(event) {
  const way = /(?:^|&)(after=[\w.-]+)(?:&|$)/.exec(event.request.rawQueryString() || '');
  event.request.querystring = way ? way[1] : {};
  event.request.headers['x-viewer-address'] = { value: event.viewer.ip };
  return event.request;
}

// The redirect carries the query on and is cached by it, so what means nothing to a picture goes: a link that was shared
// with `fbclid` or `utm_source` is the same link.
function toShortLink(event) {
  const request = event.request;
  request.querystring = sharedQuery(request.rawQueryString()) || {};
  return request;
}

// The viewer's address as the edge sees it; whatever the viewer claims it to be is overwritten. A body that no route takes
// (schema/limits.py) is refused here, because Lambda would not get to see one of more than 6 MB.
function toApi(event, path) {
  const length = event.request.headers['content-length'];
  if (length && Number(length.value) > MAX_BODY) {
    return tooLarge(event, 'The API takes at most ' + MAX_BODY + ' bytes. Send images by the form, or in parts.');
  }
  event.request.uri = path;
  event.request.headers['x-viewer-address'] = { value: event.viewer.ip };
  return event.request;
}
