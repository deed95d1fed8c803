// Before a viewer gets an image under a host name of an owner's own: like everywhere, and a redirect leaves the owner out.

import cf from 'cloudfront';
import { handler as respond } from './response.js';

export function handler(event) {
  const response = respond(event);
  const location = response.headers.location;
  const own = '/' + cf.distributionTenant.parameters.get('owner') + '/';
  if (location && location.value.startsWith(own)) {
    location.value = location.value.slice(own.length - 1);
  }
  return response;
}
