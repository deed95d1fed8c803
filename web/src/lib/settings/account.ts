import type { components } from '../api/schema';
import { api } from '../api/client';
import { ask } from '../api/ask';

export type User = components['schemas']['UserResource'];
export type Preferences = components['schemas']['SettingsResource'];
type ChangeUser = components['schemas']['ChangeUser'];

/** The caller's own profile. Raises ApiError. */
export const readUser = (): Promise<User> => ask(api.GET('/v1/me'));

/** Changes fields of the profile, unless somebody else has changed it since. Raises ApiError. */
export function changeUser(change: ChangeUser, version: number): Promise<User> {
  return ask(api.PATCH('/v1/me', { body: change, headers: ifMatch(version) }));
}

/** The caller's settings. Raises ApiError. */
export const readPreferences = (): Promise<Preferences> => ask(api.GET('/v1/settings'));

/** Changes some settings, and keeps the others. Raises ApiError. */
export function changePreferences(before: Preferences, change: Partial<Preferences>): Promise<Preferences> {
  const { version, updated_at: _, ...settings } = { ...before, ...change };
  return ask(api.PUT('/v1/settings', { body: settings, headers: ifMatch(before.version) }));
}

/** Changes some settings, whatever the others have become elsewhere. Raises ApiError. */
export async function changeSome(change: Partial<Preferences>): Promise<Preferences> {
  return changePreferences(await readPreferences(), change);
}

function ifMatch(version: number): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` };
}
