import { expect, it } from 'vitest';
import { theme } from './theme.svelte';

it('puts the choice on the page, remembers it, and follows the system again', () => {
  theme.choose('dark');
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(localStorage.getItem('theme')).toBe('dark');
  theme.choose('system');
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

it('follows another tab', () => {
  localStorage.setItem('theme', 'dark');
  dispatchEvent(new StorageEvent('storage', { key: 'something' }));
  expect(theme.chosen).toBe('system');
  dispatchEvent(new StorageEvent('storage', { key: 'theme' }));
  expect(theme.chosen).toBe('dark');
});

it('knows a choice that the account lacks, until the account has that one', () => {
  theme.choose('dark');
  theme.choose('light');
  theme.sent('dark');
  expect(theme.unsent).toBe('light');
  theme.sent('light');
  theme.follow('dark');
  expect(theme.unsent).toBeUndefined();
});
