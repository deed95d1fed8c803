import { beforeEach, expect, it } from 'vitest';
import { KeptSearches } from './kept.svelte';

beforeEach(() => localStorage.clear());

it('remembers the last searches, each once, the newest first', () => {
  const kept = new KeptSearches('a');
  for (const query of ['sea', 'dog', ' sea ', '']) kept.remember(query);
  expect(kept.recent).toEqual(['sea', 'dog']);
  expect(new KeptSearches('a').recent).toEqual(['sea', 'dog']);
});

it('forgets the oldest', () => {
  const kept = new KeptSearches('a');
  for (let n = 0; n < 20; n++) kept.remember(`q${n}`);
  expect(kept.recent).toHaveLength(8);
  kept.forget();
  expect(new KeptSearches('a').recent).toEqual([]);
});

it('saves and lets go by the same button', () => {
  const kept = new KeptSearches('a');
  kept.toggle('tag:sea');
  expect([kept.isSaved(' tag:sea'), new KeptSearches('a').saved]).toEqual([true, ['tag:sea']]);
  kept.toggle('tag:sea');
  expect(kept.saved).toEqual([]);
});

it('keeps people apart who share a browser', () => {
  new KeptSearches('a').toggle('tag:sea');
  expect(new KeptSearches('b').saved).toEqual([]);
});

it('begins anew where something else was written', () => {
  localStorage.setItem('searches-saved:a', '{broken');
  expect(new KeptSearches('a').saved).toEqual([]);
});
