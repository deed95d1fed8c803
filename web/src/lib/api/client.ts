import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './schema';

/** Gives the access token of whoever is signed in. */
export type TokenOf = () => string | undefined;

let tokenOf: TokenOf = () => undefined;

/** The session tells once how requests are signed in. */
export function signRequestsWith(source: TokenOf): void {
  tokenOf = source;
}

export const api: Client<paths> = createClient<paths>({ baseUrl: '/api' });

api.use({
  async onRequest({ request }) {
    const token = tokenOf();
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
    return request;
  }
});
