import { describe, expect, it } from 'vitest';
import { combination, isTyping } from './keys';
import { labels } from './labels';

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  combination({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('a combination', () => {
  it('is the same on a Mac', () => {
    expect(press('a', { ctrlKey: true })).toBe('mod+a');
    expect(press('a', { metaKey: true })).toBe('mod+a');
  });

  it('names Shift where the character does not hold it', () => {
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('Z', { shiftKey: true, ctrlKey: true })).toBe('mod+shift+z');
    expect(press('Delete', { shiftKey: true })).toBe('shift+delete');
  });

  it('is shown as a keyboard shows it', () => {
    expect(labels('mod+a', false)).toEqual(['Ctrl', 'A']);
    expect(labels('mod+a', true)).toEqual(['⌘', 'A']);
    expect(labels('delete', false)).toEqual(['Del']);
  });
});

describe('typing', () => {
  const made = (html: string) => {
    document.body.innerHTML = html;
    return document.body.firstElementChild;
  };

  it('takes the keys', () => {
    expect(isTyping(made('<input type="search">'))).toBe(true);
    expect(isTyping(made('<textarea></textarea>'))).toBe(true);
    expect(isTyping(made('<select></select>'))).toBe(true);
  });

  it('leaves the keys where nothing is written', () => {
    expect(isTyping(made('<input type="checkbox">'))).toBe(false);
    expect(isTyping(made('<button></button>'))).toBe(false);
    expect(isTyping(null)).toBe(false);
  });
});
