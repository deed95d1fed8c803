import type { Component } from 'svelte';

/** The icon components of Lucide. */
export type Icon = Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>;

/** Something that a person can do here. Buttons, menus, the command box, keys and the list of keys are made from it. */
export type Action = {
  id: string;
  title: string;
  /** Where the lists show it, such as "Selection". */
  group?: string;
  icon?: Icon;
  /** A combination as `combination` in keys.ts writes it: `mod+a`, `delete`, `?`. */
  keys?: string;
  /** Whether it can be done now. Without it: always. */
  when?: () => boolean;
  run: () => unknown;
};

export const isPossible = (action: Action): boolean => action.when?.() ?? true;
