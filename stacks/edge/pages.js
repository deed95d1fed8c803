// Before a page is looked up: the documentation below /docs, and the browser application below /app.
// APPLICATION is set when this is deployed (stacks/parts/edge_code.py): whether there is one.

import { answer, suspicious } from './shared/answers.js';
import { AMBIGUOUS, isSuspicious } from './shared/paths.js';

const NO_PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title>' +
  '<h1>Not found</h1><p>There is nothing at this address. <a href="/docs">Documentation</a></p></html>';

export function handler(event) {
  const request = event.request;
  const path = request.uri;
  if (isSuspicious(path, AMBIGUOUS)) {
    return suspicious(event);
  }
  if (!/^\/app(?:\/|$)/.test(path)) {
    request.uri = isFile(path) ? path : path.replace(/\/$/, '') + '/index.html';
  } else if (!APPLICATION) {
    return answer(404, 'Not Found', 'text/html; charset=utf-8', NO_PAGE);
  } else if (!isFile(path)) {
    // The application shows its pages by itself, whatever their path.
    request.uri = '/app/index.html';
  }
  return request;
}

// Whether the last segment has an extension.
function isFile(path) {
  return path.slice(path.lastIndexOf('/')).includes('.');
}
