import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';

export type Export = components['schemas']['ExportResource'];
export type ExportFile = components['schemas']['ExportPartResource'];

export const isRunning = (job: Export): boolean => job.state === 'running';
/** Whether there is something to download, or will be. */
export const hasFiles = (job: Export): boolean => job.parts > 0 && (job.state === 'running' || job.state === 'done');
/** Whether another one may begin: 24 hours after the last one, unless that has failed. */
export function mayBegin(all: readonly Export[], now: number): boolean {
  const last = all[0];
  if (!last || last.state === 'failed') return true;
  return last.state !== 'running' && now >= Date.parse(last.created_at) + 24 * 3_600_000;
}

export const readExports = async (): Promise<Export[]> => (await ask(api.GET('/v1/exports'))).data;
export const begin = (): Promise<Export> => ask(api.POST('/v1/exports', { body: {} }));
export const cancel = (id: string): Promise<Export> => ask(api.POST('/v1/exports/{export_id}/cancel', { params: { path: { export_id: id } } }));
export const readFiles = (id: string, cursor: string | null) =>
  ask(api.GET('/v1/exports/{export_id}/parts', { params: { path: { export_id: id }, query: { limit: 100, cursor } } }));
