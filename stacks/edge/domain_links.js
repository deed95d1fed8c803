// Under a host name of an owner's own: /{image id}[/{variant}], which is the short link /i/{image id}.
// A path pattern cannot tell an id from a few addresses in an album like `img_01`: those go on to where images are.

import cf from 'cloudfront';
import { handler as links } from './api.js';

const LINK = /^\/img_[0-9A-HJKMNP-TV-Z]{26}(?:\/|$)/;

export function handler(event) {
  const request = event.request;
  if (!LINK.test(request.uri)) {
    return toImage(request);
  }
  request.uri = '/i' + request.uri;
  return links(event);
}

// With the host, because a redirect without one loses the owner again (domain_response.js), and would end up here.
function toImage(request) {
  const query = request.rawQueryString();
  const path = '/' + cf.distributionTenant.parameters.get('owner') + request.uri;
  return {
    statusCode: 302,
    statusDescription: 'Found',
    headers: { location: { value: '//' + request.headers.host.value + path + (query ? '?' + query : '') } }
  };
}
