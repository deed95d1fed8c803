// Under a host name of an owner's own: /{album}/{filename}[/{variant}]. The tenant says whose the host is; from there on it
// is a request for /{owner}/... like any other. Nothing private and no page is under such a host.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/saas-specific-logic-function-code.html

import cf from 'cloudfront';
import { handler as images } from './images.js';

export function handler(event) {
  const request = event.request;
  const own = '/' + cf.distributionTenant.parameters.get('owner') + '/';
  // Where somebody was sent on to by the address that images have elsewhere, it stays right here.
  if (!request.uri.startsWith(own)) {
    request.uri = own + request.uri.slice(1);
  }
  return images(event);
}
