import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => (localStorage.clear(), vi.resetModules()));

const fresh = async () => (await import('./choice.svelte')).copyChoice;

it('remembers the kind and the size', async () => {
  const choice = await fresh();
  choice.kind = 'markdown';
  choice.size = 'w512';
  vi.resetModules();
  expect([(await fresh()).kind, (await fresh()).size]).toEqual(['markdown', 'w512']);
});

it('begins with the address of the original, whatever it finds', async () => {
  localStorage.setItem('copy-as', '{"kind":"telegram"}');
  expect([(await fresh()).kind, (await fresh()).size]).toEqual(['address', 'original']);
});
