import createClient, { type Client } from 'openapi-fetch';
import { readClock } from './clock';
import type { paths } from './schema';

/** Whoever is signed in. */
export type Credentials = {
  /** The access token; undefined for a stranger. */
  token(): Promise<string | undefined>;
  /** After a 401: signs in again. False if that was not possible. */
  again(): Promise<boolean>;
};

/** What may be asked without being signed in; it is what signing in needs. */
const OPEN = /\/v1\/(sign-in|health)$/;

let credentials: Credentials = { token: async () => undefined, again: async () => false };

/** The session tells once how requests are signed in. */
export function signRequestsWith(source: Credentials): void {
  credentials = source;
}

/** Sends a request for whoever is signed in. One that finds the session at its end waits for the next, and is sent again. */
export async function send(request: Request): Promise<Response> {
  if (OPEN.test(new URL(request.url).pathname)) return fetch(request);
  const spare = request.clone(); // a body can be sent only once
  const reply = await fetch(await signed(request));
  readClock(reply);
  if (reply.status !== 401 || !(await credentials.again())) return reply;
  return fetch(await signed(spare));
}

async function signed(request: Request): Promise<Request> {
  const token = await credentials.token();
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

export const api: Client<paths> = createClient<paths>({ baseUrl: '/api', fetch: send });
