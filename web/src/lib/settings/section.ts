import type { Component } from 'svelte';

/** A part of the settings that is ready to be shown: its component with what it needs. */
export type Opened = { page: Component; props: Record<string, unknown> };

/** A component and its properties, which have been held against each other here and need no types of their own later. */
export const opened = <Props extends Record<string, unknown>>(page: Component<Props>, props: Props): Opened => ({
  page: page as Component,
  props
});
