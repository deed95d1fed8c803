import type { Selection } from './selection.svelte';

export type Rectangle = { left: number; top: number; right: number; bottom: number };

const BEGINS = 8; // px that a press moves before it is a lasso

/** A rectangle that is drawn with the mouse and selects what it touches. With Ctrl, Cmd or Shift it adds. */
export class Lasso {
  shown = $state.raw<Rectangle | null>(null);
  #isOver = false;

  constructor(
    private readonly inside: (rectangle: Rectangle) => Set<string>,
    private readonly selection: () => Selection
  ) {}

  begin(event: PointerEvent, root: HTMLElement): void {
    const target = event.target as HTMLElement;
    if (event.button || event.pointerType !== 'mouse' || target.closest('[draggable=true], button, input')) return;
    const before = event.ctrlKey || event.metaKey || event.shiftKey ? [...this.selection().ids] : [];
    const from = at(event, root);
    const end = new AbortController();
    const move = (moved: PointerEvent): void => {
      const to = at(moved, root);
      if (!this.shown && Math.hypot(to.x - from.x, to.y - from.y) < BEGINS) return;
      this.shown = between(from, to);
      this.selection().set(new Set([...this.inside(this.shown), ...before]));
    };
    const stop = (): void => {
      this.#isOver = this.shown !== null;
      this.shown = null;
      end.abort();
    };
    addEventListener('pointermove', move, { signal: end.signal });
    addEventListener('pointerup', stop, { signal: end.signal });
    addEventListener('pointercancel', stop, { signal: end.signal });
  }

  /** The click that ends a lasso opens nothing. */
  swallow(event: MouseEvent): void {
    if (this.#isOver) {
      event.preventDefault();
      event.stopPropagation();
    }
    this.#isOver = false;
  }
}

type Point = { x: number; y: number };

function at(event: PointerEvent, root: HTMLElement): Point {
  const { left, top } = root.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function between(a: Point, b: Point): Rectangle {
  return {
    left: Math.min(a.x, b.x),
    right: Math.max(a.x, b.x),
    top: Math.min(a.y, b.y),
    bottom: Math.max(a.y, b.y)
  };
}
