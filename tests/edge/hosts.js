// Not deployed: a draft of what custom hosts will want of the image function, to show that there is room for
// it. A host of an owner's own shows that owner's images: /{album}/{filename}[/{variant}].

import cf from 'cloudfront';
import { handler as images } from '../../stacks/edge/images.js';

const owners = cf.kvs();

export async function handler(event) {
  const request = event.request;
  const host = request.headers.host.value.toLowerCase();
  if (host !== event.context.distributionDomainName) {
    request.uri = '/' + (await ownerOf(host)) + request.uri;
  }
  return images(event);
}

// Nobody's host is nobody's: no owner has an empty name.
async function ownerOf(host) {
  try {
    return await owners.get(host);
  } catch (unknown) {
    return '';
  }
}
