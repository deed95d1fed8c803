// What the edge answers by itself, without asking an origin.

export function redirect(path) {
  return {
    statusCode: 302,
    statusDescription: 'Found',
    headers: { location: { value: path }, 'cache-control': { value: 'no-store' } }
  };
}

// What a browser gets that asks before it loads an image from another origin's page.
export function preflight() {
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

export function notFound(event) {
  return refuse(event, 404, 'Not Found', 'NOT_FOUND', 'There is nothing at this address.');
}

// An address that nothing here is spelled like.
export function suspicious(event) {
  return invalid(event, 'No address here looks like this.');
}

export function invalid(event, message) {
  return refuse(event, 400, 'Bad Request', 'VALIDATION_ERROR', message);
}

export function tooLarge(event, message) {
  return refuse(event, 413, 'Payload Too Large', 'PAYLOAD_TOO_LARGE', message);
}

function refuse(event, status, description, code, message) {
  return json(status, description, {
    success: false,
    error: { code: code, message: message },
    request_id: event.context.requestId
  });
}

export function json(status, description, body) {
  return answer(status, description, 'application/json', JSON.stringify(body));
}

export function answer(status, description, type, body) {
  return {
    statusCode: status,
    statusDescription: description,
    headers: { 'content-type': { value: type }, 'cache-control': { value: 'no-store' } },
    body: body
  };
}
