import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type APIRequestContext } from '@playwright/test';

const PHOTOGRAPHS = fileURLToPath(new URL('../../demo/photographs/', import.meta.url));

/** The records that the local cloud finds in DNS. `make run` keeps its state in the repository. */
const DNS = `${process.env.PIXELFLARE_STATE ?? fileURLToPath(new URL('../../.pixelflare', import.meta.url))}/dns.txt`;

/** Names of the demo's photographs. */
export const photographs = (): string[] => readdirSync(PHOTOGRAPHS).filter((name) => /\.(jpe?g|png)$/.test(name));

/** Calls the API as somebody, by the header that only the local cloud takes. */
export class Owner {
  constructor(
    private readonly request: APIRequestContext,
    readonly user: string
  ) {}

  async get<Answer>(path: string): Promise<Answer> {
    return (await this.request.get(`/api${path}`, { headers: this.#headers })).json();
  }

  async send<Answer>(method: string, path: string, data?: unknown): Promise<Answer> {
    const reply = await this.request.fetch(`/api${path}`, { method, headers: this.#headers, data });
    if (!reply.ok()) throw new Error(`${method} ${path}: ${reply.status()} ${await reply.text()}`);
    return reply.status() === 204 ? (undefined as Answer) : reply.json();
  }

  /** Uploads a photograph of the demo. Returns its id, before it is ready. */
  async upload(photograph: string, more: Record<string, unknown> = {}): Promise<string> {
    const form = await this.send<{ imageId: string; uploadUrl: string; fields: Record<string, string> }>('POST', '/v1/images', {
      filename: photograph,
      on_conflict: 'suffix',
      ...more
    });
    const file = { name: photograph, mimeType: 'image/jpeg', buffer: readFileSync(PHOTOGRAPHS + photograph) };
    const reply = await this.request.post(form.uploadUrl, { multipart: { ...form.fields, file } });
    if (!reply.ok()) throw new Error(`upload: ${reply.status()}`);
    return form.imageId;
  }

  /** Waits until the image is ready, as any client of the API does. Many that were uploaded before it come first. */
  async ready(id: string): Promise<void> {
    await expect.poll(async () => (await this.get<{ status: string }>(`/v1/images/${id}`)).status, { timeout: 240_000 }).toBe('ready');
  }

  /** Waits until that many images are counted, so that the grid knows them all. */
  async counted(images: number): Promise<void> {
    await expect.poll(async () => (await this.get<{ images: number }>('/v1/images/months')).images, { timeout: 60_000 }).toBe(images);
  }

  /** Adds domains, and creates the records that they ask for: images are served there when it returns. */
  async verified(...hosts: string[]): Promise<void> {
    for (const hostname of hosts) {
      type Domain = { id: string; status: string; records: { name: string; type: string; value: string }[] };
      const { id, records } = await this.send<Domain>('POST', '/v1/custom-domains', { hostname });
      appendFileSync(DNS, records.map(({ name, type, value }) => `${name} ${type.replace('ALIAS', 'CNAME')} ${value}\n`).join(''));
      const look = async (): Promise<string> => {
        const { status } = await this.send<Domain>('POST', `/v1/custom-domains/${id}/verify`);
        return status;
      };
      await expect.poll(look, { timeout: 120_000, intervals: [1_000] }).toBe('verified');
    }
  }

  get #headers(): Record<string, string> {
    return { 'X-Mock-Auth': this.user };
  }
}
