import { FITTING, actual, fitted, panned, zoomed, type Point, type Size, type Zoom } from './zoom';

const STEP = 1.4;
const WHEEL = 0.0016;
const KEY_PX = 80;

/** Zoom and place of a picture, moved by wheel, pointers and keys. Both sizes come as getters. */
export class Zoomer {
  #zoom = $state.raw<Zoom>(FITTING);
  frame = $state.raw<Size>({ width: 0, height: 0 });
  readonly shown: Size = $derived.by(() => fitted(this.picture(), this.frame));
  #pointers = new Map<number, Point>();

  constructor(private readonly picture: () => Size) {}

  get scale(): number {
    return this.#zoom.scale;
  }

  get isZoomed(): boolean {
    return this.#zoom.scale > 1;
  }

  get style(): string {
    const { scale, x, y } = this.#zoom;
    return `translate(${x}px, ${y}px) scale(${scale})`;
  }

  reset(): void {
    this.#zoom = FITTING;
  }

  in(): void {
    this.#by(STEP, { x: 0, y: 0 });
  }

  out(): void {
    this.#by(1 / STEP, { x: 0, y: 0 });
  }

  /** Between the whole picture and its pixels. */
  toggle(at: Point = { x: 0, y: 0 }): void {
    if (this.isZoomed) this.reset();
    else this.#by(actual(this.picture(), this.shown, devicePixelRatio), at);
  }

  pan(x: -1 | 0 | 1, y: -1 | 0 | 1): void {
    this.#zoom = panned(this.#zoom, { x: x * KEY_PX, y: y * KEY_PX }, this.shown, this.frame);
  }

  wheel = (event: WheelEvent): void => {
    event.preventDefault();
    this.#by(Math.exp(-event.deltaY * (event.ctrlKey ? 6 : 1) * WHEEL), this.#from(event));
  };

  doubleClick = (event: MouseEvent): void => this.toggle(this.#from(event));

  down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, this.#from(event));
  };

  move = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#from(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other) {
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      this.#by(distance(now, other) / Math.max(1, distance(before, other)), middle);
    }
    const by = { x: (now.x - before.x) / this.#pointers.size, y: (now.y - before.y) / this.#pointers.size };
    this.#zoom = panned(this.#zoom, by, this.shown, this.frame);
  };

  up = (event: PointerEvent): void => void this.#pointers.delete(event.pointerId);

  #by(factor: number, at: Point): void {
    this.#zoom = zoomed(this.#zoom, factor, at, this.shown, this.frame);
  }

  /** A point of the window, measured from the frame's middle. */
  #from(event: MouseEvent): Point {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  }
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
