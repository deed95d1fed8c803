import { ApiError, ask } from '../api/ask';
import { api } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Bucket = Schemas['BackupConfig'];
export type PutBackup = Schemas['PutBackup'];
export type Standing = Schemas['BackupStatus'];
export type Run = Standing['runs'][number];
export type Restore = Schemas['RestoreStatus'];
export type Encryption = Schemas['BackupEncryption'];
export type Backup = { bucket: Bucket | null; standing: Standing | null; restore: Restore | null; encryption: Encryption | null };
export type Provider = 'aws' | 'r2' | 'b2' | 'spaces' | 'wasabi' | 'other';

/** How each provider names its endpoint; a region, or an account, takes the place of {}. */
export const PROVIDERS: Record<Provider, { endpoint: string; region: string; path_style: boolean }> = {
  aws: { endpoint: 'https://s3.{}.amazonaws.com', region: 'us-east-1', path_style: false },
  r2: { endpoint: 'https://ACCOUNT.r2.cloudflarestorage.com', region: 'auto', path_style: true },
  b2: { endpoint: 'https://s3.{}.backblazeb2.com', region: 'us-west-004', path_style: true },
  spaces: { endpoint: 'https://{}.digitaloceanspaces.com', region: 'fra1', path_style: true },
  wasabi: { endpoint: 'https://s3.{}.wasabisys.com', region: 'eu-central-1', path_style: true },
  other: { endpoint: 'https://', region: 'us-east-1', path_style: true }
};

/** The provider that an endpoint belongs to. */
export function providerOf(endpoint: string): Provider {
  const hosts: [Provider, string][] = [['aws', '.amazonaws.com'], ['r2', '.r2.cloudflarestorage.com'], ['b2', '.backblazeb2.com'], ['spaces', '.digitaloceanspaces.com'], ['wasabi', '.wasabisys.com']];
  return hosts.find(([, end]) => endpoint.endsWith(end))?.[0] ?? 'other';
}

/** The endpoint of a provider in a region. */
export const endpointOf = (provider: Provider, region: string): string => PROVIDERS[provider].endpoint.replace('{}', region);

/** Whether the page has to look again soon. */
export const isUnderWay = ({ standing, restore }: Backup): boolean => standing?.is_running === true || restore?.state === 'running';

/** None where nothing is set up, or was asked for. */
async function orNull<Data>(asked: Promise<Data>): Promise<Data | null> {
  try {
    return await asked;
  } catch (problem) {
    if (problem instanceof ApiError && problem.code === 'NOT_FOUND') return null;
    throw problem;
  }
}

/** Bucket, standing, encryption and the latest restore. */
export async function readBackup(): Promise<Backup> {
  const [bucket, standing, restore, encryption] = await Promise.all([
    orNull(ask(api.GET('/v1/backup/config'))),
    orNull(ask(api.GET('/v1/backup/status'))),
    orNull(ask(api.GET('/v1/backup/restore'))),
    orNull(ask(api.GET('/v1/backup/encryption')))
  ]);
  return { bucket, standing, restore, encryption };
}

/** Stores the bucket, and begins the first backup. */
export async function saveBucket(body: PutBackup): Promise<void> {
  await ask(api.PUT('/v1/backup/config', { body }));
  if (body.enabled) await ask(api.POST('/v1/backup/sync'));
}

export const testBucket = () => ask(api.POST('/v1/backup/test'));
export const removeBucket = () => ask(api.DELETE('/v1/backup/config'));
export const syncNow = (): Promise<Standing> => ask(api.POST('/v1/backup/sync'));
export const startRestore = (dry_run: boolean, recovery_key: string | null): Promise<Restore> => ask(api.POST('/v1/backup/restore', { body: { dry_run, recovery_key } }));
/** By a key of the owner's own, or by one that is made and shown once. */
export const encrypt = (recovery_key: string | null) => ask(api.PUT('/v1/backup/encryption', { body: { recovery_key } }));
export const endEncryption = () => ask(api.DELETE('/v1/backup/encryption'));
/** Whether a restore needs the recovery key, or got another one. */
export const needsKey = (problem: unknown): boolean => problem instanceof ApiError && problem.code === 'WRONG_RECOVERY_KEY';
