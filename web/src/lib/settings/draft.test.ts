import { expect, it } from 'vitest';
import { Draft } from './draft.svelte';

it('sends what has changed, and shows what the API made of it', async () => {
  const draft = new Draft({ name: 'a', bio: '' });
  draft.values.name = ' b ';
  const sent: unknown[] = [];
  await draft.save(async (changed) => (sent.push(changed), { name: 'b', bio: '' }));
  expect(sent).toEqual([{ name: ' b ' }]);
  expect(draft.values.name).toBe('b');
  expect([draft.hasChanged, draft.isSaved]).toEqual([false, true]);
});

it('keeps what was entered when saving fails', async () => {
  const draft = new Draft({ name: 'a' });
  draft.values.name = 'taken';
  expect(await draft.save(() => Promise.reject(new Error('no')))).toBe(false);
  expect([draft.values.name, draft.hasChanged, draft.isSaving]).toEqual(['taken', true, false]);
  draft.reset();
  expect([draft.values.name, draft.problem]).toEqual(['a', null]);
});
