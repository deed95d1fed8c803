const NAMES: Record<string, string> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  delete: 'Del',
  escape: 'Esc',
  enter: '↵'
};

/** The keys of a combination as a keyboard shows them. */
export function labels(keys: string, isMac = /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform ?? '')): string[] {
  return keys.split('+').map((key) => {
    if (key === 'mod') return isMac ? '⌘' : 'Ctrl';
    return NAMES[key] ?? key.charAt(0).toUpperCase() + key.slice(1);
  });
}
