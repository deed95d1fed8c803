// Before a viewer gets an image: how long browsers and other caches may keep it, which is not what the edge may. And a
// redirect leads on with the signature that the viewer has, which is not part of what the edge keeps.

export function handler(event) {
  const request = event.request;
  const response = keepSigned(request, event.response);
  // S3 says when it got a picture, and the function that has just made one can not: so the entity tag alone tells.
  delete response.headers['last-modified'];
  return request.uri.startsWith('/p/') ? keepPrivate(response) : keepVersioned(request, response);
}

function keepSigned(request, response) {
  const location = response.headers.location;
  const said = ['s', 'exp'].filter((name) => request.querystring[name] && /^[\w-]+$/.test(request.querystring[name].value));
  if (location && said.includes('s') && /^\/(?!\/)[^#]*$/.test(location.value) && !/[?&]s=/.test(location.value)) {
    const signature = said.map((name) => name + '=' + request.querystring[name].value).join('&');
    location.value += (location.value.includes('?') ? '&' : '?') + signature;
  }
  return response;
}

// Who has been let through by a signature may keep the picture; no cache between us may give it to others.
function keepPrivate(response) {
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
