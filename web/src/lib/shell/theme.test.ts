import { expect, it } from 'vitest';
import { theme } from './theme.svelte';

it('puts the choice on the page, remembers it, and follows the system again', () => {
  theme.choose('dark');
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(localStorage.getItem('theme')).toBe('dark');
  theme.choose('system');
  expect(document.documentElement.dataset.theme).toBeUndefined();
});
