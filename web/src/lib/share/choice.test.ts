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

it('writes addresses under the account’s domain until another is chosen here', async () => {
  const choice = await fresh();
  choice.hosts = ['a.example.com', 'b.example.com'];
  choice.usual = 'b.example.com';
  expect(choice.host).toBe('b.example.com');
  choice.host = 'a.example.com';
  expect(choice.host).toBe('a.example.com');
  choice.host = null;
  expect(choice.host).toBeNull();
  choice.forgetHost();
  expect(choice.host).toBe('b.example.com');
});

it('writes none under a domain that is served no more, and remembers it', async () => {
  const choice = await fresh();
  choice.host = 'a.example.com';
  expect(choice.host).toBeNull();
  vi.resetModules();
  const later = await fresh();
  later.hosts = ['a.example.com'];
  expect(later.host).toBe('a.example.com');
});
