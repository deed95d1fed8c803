import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';

export type Import = components['schemas']['ImportResource'];
export type ImportItem = components['schemas']['ImportItemResource'];
export type Source = components['schemas']['CreateImport']['source'];
export type Kind = Import['kind'];

type FieldName = 'endpoint' | 'bucket' | 'region' | 'prefix' | 'access_key_id' | 'secret_access_key' | 'cloud_name' | 'api_key' | 'api_secret' | 'account_id' | 'api_token' | 'private_key';

/** What each source is asked with. A secret is typed unseen, and an optional field may stay empty. */
export type SourceField = { name: FieldName; isSecret?: boolean; isOptional?: boolean; value?: string };
export const FIELDS: Record<Kind, readonly SourceField[]> = {
  addresses: [],
  bucket: [
    { name: 'endpoint', value: 'https://s3.us-east-1.amazonaws.com' },
    { name: 'bucket' },
    { name: 'region', value: 'us-east-1' },
    { name: 'prefix', isOptional: true },
    { name: 'access_key_id' },
    { name: 'secret_access_key', isSecret: true }
  ],
  cloudinary: [{ name: 'cloud_name' }, { name: 'api_key' }, { name: 'api_secret', isSecret: true }],
  cloudflare: [{ name: 'account_id' }, { name: 'api_token', isSecret: true }],
  imagekit: [{ name: 'private_key', isSecret: true }]
};

export const isRunning = (job: Import): boolean => job.state === 'listing' || job.state === 'running';
/** How many pictures have ended, in whichever way. */
export const ended = (job: Import): number => job.found - job.waiting;

/** The source as the API takes it: the lines of a list, or what the fields say. */
export function sourceOf(kind: Kind, fields: Partial<Record<FieldName, string>>, lines: string): Source {
  if (kind === 'addresses') {
    const addresses = lines.split(/\s+/).filter(Boolean).map((address) => ({ address }));
    return { kind, addresses };
  }
  const given = FIELDS[kind].map(({ name }) => [name, (fields[name] ?? '').trim()] as const).filter(([, value]) => value);
  return { kind, ...Object.fromEntries(given) } as Source;
}

export const readImports = async (): Promise<Import[]> => (await ask(api.GET('/v1/imports'))).data;
export const begin = (body: components['schemas']['CreateImport']): Promise<Import> => ask(api.POST('/v1/imports', { body }));
export const cancel = (id: string): Promise<Import> => ask(api.POST('/v1/imports/{import_id}/cancel', { params: { path: { import_id: id } } }));
export const retry = (id: string): Promise<Import> => ask(api.POST('/v1/imports/{import_id}/retry', { params: { path: { import_id: id } } }));
export const readItems = (id: string, cursor: string | null) =>
  ask(api.GET('/v1/imports/{import_id}/items', { params: { path: { import_id: id }, query: { limit: 100, cursor } } }));
