import { api } from '../api/client';
import { ask } from '../api/ask';

/** A recipe by a name. It belongs to the person, so it is there on every device. */
export type Saved = { name: string; options: string };

/** The person's saved recipes. Raises ApiError. */
export async function readSaved(): Promise<readonly Saved[]> {
  return (await ask(api.GET('/v1/settings'))).saved_presets ?? [];
}

/** Changes the saved recipes, and nothing else of the settings. Raises ApiError, also if somebody else changes them meanwhile. */
export async function changeSaved(change: (saved: readonly Saved[]) => readonly Saved[]): Promise<readonly Saved[]> {
  const { version, updated_at: _, ...settings } = await ask(api.GET('/v1/settings'));
  const body = { ...settings, saved_presets: [...change(settings.saved_presets ?? [])] };
  const params = { header: { 'If-Match': `"${version}"` } };
  return (await ask(api.PUT('/v1/settings', { params, body }))).saved_presets ?? [];
}

/** With a recipe under a name, in place of an older one of that name. */
export function withSaved(all: readonly Saved[], fresh: Saved): Saved[] {
  return [...all.filter((each) => each.name !== fresh.name), fresh];
}
