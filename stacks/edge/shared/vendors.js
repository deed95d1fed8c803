// Other vendors' addresses, which pixelflare/dialects reads. The edge only recognises them.

import { invalid, preflight } from './answers.js';
import { RESERVED_OWNERS, isImagePath } from './image_paths.js';
import { UNSEEN } from './paths.js';

// Cloudflare's, thumbor's and imgproxy's, unsigned or with a whole signature; imgproxy's with any signature when options
// or `plain` follow; Cloudinary's; ImageKit's.
const VENDORS = [
  /^\/(?:cdn-cgi\/image|unsafe|insecure|_|[\w-]{27}(?:=|%3[Dd])|[\w-]{43})\//,
  /^\/[\w-]{1,43}\/(?:plain\/|[a-z][a-z_-]*(?::|%3[Aa]))/,
  /^\/(?:[^/]+\/)?image\/(?:upload|fetch|private|authenticated)\//,
  /\/tr(?::|%3[Aa])/
];
// Together with its query. Base 64 makes four characters of three, and a key in S3 may have 1024.
const MAX_VENDOR_LENGTH = 700;

// What our own grammar has stays ours, except ImageKit's options (the parameter `tr`) behind an original.
export function isVendors(path, parts, isOurs, hasTransformation) {
  if (isOurs) {
    return hasTransformation && parts.length === 3;
  }
  return (
    parts[0] !== '' &&
    !RESERVED_OWNERS.test(parts[0]) &&
    (VENDORS.some((kind) => kind.test(path)) || (hasTransformation && isImagePath(parts.slice(-3))))
  );
}

// The whole address, query and all, as one segment: so the cache and the function behind have it exactly as it was sent.
export function toTranslation(event, path) {
  const request = event.request;
  const query = request.rawQueryString();
  const address = query ? path + '?' + query : path;
  if (address.length > MAX_VENDOR_LENGTH || UNSEEN.test(address)) {
    return invalid(event, 'An address of this kind has at most ' + MAX_VENDOR_LENGTH + ' characters, all of ASCII.');
  }
  if (request.method === 'OPTIONS') {
    return preflight();
  }
  request.uri = '/_foreign/' + Buffer.from(address).toString('base64url');
  return request;
}
