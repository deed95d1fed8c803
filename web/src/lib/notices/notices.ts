import { ask } from '../api/ask';
import { api } from '../api/client';
import type { components } from '../api/schema';

export type Notices = components['schemas']['NoticesResource'];
export type Switches = Omit<Notices, 'sends_mail' | 'knows_address' | 'version'>;
export type Switch = keyof Switches;

/** The switches, by what they are about. */
export const GROUPS: readonly { about: 'account' | 'library' | 'domains' | 'images'; switches: readonly Switch[] }[] = [
  { about: 'account', switches: ['api_key_created', 'account_deletion_requested', 'quota_reached'] },
  { about: 'library', switches: ['backup_failed', 'restore_finished', 'import_finished'] },
  { about: 'domains', switches: ['domain_verified', 'domain_failed'] },
  { about: 'images', switches: ['image_rejected', 'image_flagged'] }
];

/** Which kinds come by e-mail. Raises ApiError. */
export const readNotices = (): Promise<Notices> => ask(api.GET('/v1/notices'));

/** Changes some switches, and keeps the others. Raises ApiError. */
export const changeNotices = (change: Partial<Switches>): Promise<Notices> => ask(api.PATCH('/v1/notices', { body: change }));

/** Without what nobody can switch. */
export function switchesOf({ sends_mail: _, knows_address: _known, version: _version, ...switches }: Notices): Switches {
  return switches;
}
