import { beforeEach, describe, expect, it } from 'vitest';
import { Selection } from './selection.svelte';

const order = ['a', 'b', 'c', 'd', 'e'];
const none = { ctrlKey: false, metaKey: false, shiftKey: false };
let selection: Selection;
beforeEach(() => (selection = new Selection(() => order)));

const selected = () => [...selection.ids].sort().join('');

describe('a selection', () => {
  it('leaves a plain press to open an image, until something is selected', () => {
    expect(selection.press('a', none)).toBe(false);
    expect(selection.press('a', { ...none, ctrlKey: true })).toBe(true);
    expect(selection.press('c', none)).toBe(true);
    expect(selected()).toBe('ac');
    selection.press('a', none);
    expect(selected()).toBe('c');
  });

  it('extends in both directions from the last one that was chosen', () => {
    selection.press('c', { ...none, metaKey: true });
    selection.press('e', { ...none, shiftKey: true });
    expect(selected()).toBe('cde');
    selection.press('a', { ...none, shiftKey: true });
    expect(selected()).toBe('abcde');
  });

  it('begins with Shift as well', () => {
    selection.press('b', { ...none, shiftKey: true });
    expect(selected()).toBe('b');
  });

  it('follows a lasso, which can become smaller', () => {
    selection.set(new Set(['a', 'b', 'c']));
    selection.set(new Set(['b']));
    expect(selected()).toBe('b');
    selection.clear();
    expect(selection.count).toBe(0);
  });
});
