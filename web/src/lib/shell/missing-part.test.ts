import { beforeEach, expect, it, vi } from 'vitest';
import { toasts } from '../change/toasts.svelte';
import { text } from '../text';
import { partIsMissing } from './missing-part';

const state = vi.hoisted(() => ({ navigating: { to: null as unknown }, updated: { check: vi.fn() } }));
vi.mock('$app/state', () => state);
vi.mock('$app/environment', () => ({ version: 'v1' }));

const reload = vi.spyOn(location, 'reload').mockImplementation(() => {});

beforeEach(() => {
  sessionStorage.clear();
  reload.mockClear();
  toasts.shown = [];
  state.navigating.to = null;
});

it('starts anew, once, where a newer version has replaced the part', async () => {
  state.updated.check.mockResolvedValue(true);
  await partIsMissing();
  expect(reload).toHaveBeenCalledOnce();
  await partIsMissing();
  expect(reload).toHaveBeenCalledOnce();
  expect(toasts.shown.map(({ said }) => said)).toEqual([text.ui.partMissing]);
});

it('says what to do where the connection is gone', async () => {
  state.updated.check.mockResolvedValue(false);
  await partIsMissing();
  expect(reload).not.toHaveBeenCalled();
  expect(toasts.shown).toHaveLength(1);
});

it('leaves pages to SvelteKit', async () => {
  state.navigating.to = {};
  await partIsMissing();
  expect(toasts.shown).toEqual([]);
});
