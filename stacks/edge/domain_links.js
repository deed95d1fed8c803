// Under a host name of an owner's own: /{image id}[/{variant}], which is the short link /i/{image id}.

import { handler as links } from './api.js';

export function handler(event) {
  event.request.uri = '/i' + event.request.uri;
  return links(event);
}
