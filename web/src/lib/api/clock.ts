/** How far this machine's clock is behind the service's, in milliseconds. */
let behind = 0;

/** Learns the service's time from one of its answers. */
export function readClock(reply: Response, now = Date.now()): void {
  const said = Date.parse(reply.headers.get('Date') ?? '');
  if (!Number.isNaN(said)) behind = said - now;
}

/** The service's time: what to send where the service compares with its own clock. */
export function serverNow(now = Date.now()): Date {
  return new Date(now + behind);
}
