type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** How a combination of keys is written: `mod+a` (Ctrl, or Cmd on a Mac), `shift+delete`, `?`. */
export function combination(event: Pressed): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('mod');
  if (event.altKey) parts.push('alt');
  if (event.shiftKey && (key.length > 1 || /\p{L}/u.test(key))) parts.push('shift'); // "?" holds its Shift already
  return [...parts, key].join('+');
}

/** Whether keys belong to what is being written. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  const silent = ['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file', 'color'];
  return target instanceof HTMLInputElement && !silent.includes(target.type);
}
