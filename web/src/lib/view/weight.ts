/** How many bytes an address has for this browser, or null where nobody says. */
export async function weigh(address: string): Promise<number | null> {
  try {
    const reply = await fetch(address, { method: 'HEAD' });
    const length = Number(reply.headers.get('Content-Length'));
    return reply.ok && length > 0 ? length : null;
  } catch {
    return null; // offline; the picture itself says so too
  }
}
