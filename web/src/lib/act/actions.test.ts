import { expect, it } from 'vitest';
import { ActionList } from './actions.svelte';

const action = (id: string, keys: string, when = true) => ({ id, title: id, keys, when: () => when, run: () => {} });

it('finds the action of a key, the newest of several, and none that is impossible', () => {
  const actions = new ActionList();
  actions.offer([action('page', 'delete'), action('never', 'x', false)]);
  const back = actions.offer([action('dialog', 'delete')]);
  expect(actions.of('delete')?.id).toBe('dialog');
  expect(actions.of('x')).toBeUndefined();
  back();
  expect(actions.of('delete')?.id).toBe('page');
});
