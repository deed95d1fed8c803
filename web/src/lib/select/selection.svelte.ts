import { SvelteSet } from 'svelte/reactivity';

/** What a person has selected, by id. `order` gives the ids as they are shown, for ranges. */
export class Selection {
  readonly ids = new SvelteSet<string>();
  #anchor: string | null = null;

  constructor(private readonly order: () => readonly string[]) {}

  get count(): number {
    return this.ids.size;
  }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#anchor = id;
  }

  /** Everything between the last one that was chosen and this one. */
  extendTo(id: string): void {
    const order = this.order();
    const [from = 0, to = 0] = [order.indexOf(this.#anchor ?? id), order.indexOf(id)].sort((a, b) => a - b);
    for (const each of order.slice(Math.max(0, from), to + 1)) this.ids.add(each);
  }

  add(some: Iterable<string>): void {
    for (const id of some) this.ids.add(id);
  }

  drop(some: Iterable<string>): void {
    for (const id of some) this.ids.delete(id);
  }

  /** Exactly these, as while a lasso is drawn. */
  set(some: ReadonlySet<string>): void {
    for (const id of this.ids) if (!some.has(id)) this.ids.delete(id);
    this.add(some);
  }

  clear(): void {
    this.ids.clear();
    this.#anchor = null;
  }

  /** What a press on an image means. False when it means opening it. */
  press(id: string, held: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }): boolean {
    if (held.shiftKey && (this.#anchor || this.count)) this.extendTo(id);
    else if (held.ctrlKey || held.metaKey || held.shiftKey || this.count) this.toggle(id);
    else return false;
    return true;
  }
}
