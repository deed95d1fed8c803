import type { ComponentProps, Component } from 'svelte';
import Icon from './Icon.svelte';

/** A component that draws these shapes. `icons.ts`, beside vite.config.ts, calls it for each icon that is imported. */
export function icon(shapes: string): Component<Omit<ComponentProps<typeof Icon>, 'shapes'>> {
  return (internals, props) => Icon(internals, Object.assign(Object.create(props), { shapes })); // the props stay live
}
