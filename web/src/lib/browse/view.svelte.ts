import type { Day } from './days';
import { density } from './density.svelte';
import { firstBelow, linesOf, stacked, type Box, type Density, type Group, type Look } from './layout';
import type { Place } from './timeline.svelte';

const AHEAD = 700; // px above and below the window that are drawn as well

type Laid = ReturnType<typeof linesOf>;

/** Where everything is: boxes of days for a width and a look, and what of them is in view. */
export class GridView {
  width = $state(0);
  /** The part of the grid that the window shows, in px of the grid. */
  top = $state(0);
  height = $state(0);
  #laid = new WeakMap<Day, { width: number; look: Look; density: Density; laid: Laid }>();

  constructor(
    private readonly days: () => readonly Day[],
    private readonly look: () => Look,
    private readonly hasTitles: () => boolean = () => true
  ) {}

  readonly layout = $derived.by(() => stacked(this.width ? this.days().map((day) => this.#lay(day)) : []));
  readonly from = $derived(firstBelow(this.layout.boxes, this.top - AHEAD));
  readonly to = $derived(Math.min(this.layout.boxes.length, firstBelow(this.layout.boxes, this.top + this.height + AHEAD) + 1));

  /** The lines of a day that are drawn. */
  linesIn(box: Box): Box['lines'] {
    const begin = firstBelow(box.lines, this.top - AHEAD - box.top);
    const end = firstBelow(box.lines, this.top + this.height + AHEAD - box.top);
    return box.lines.slice(begin, end + 1);
  }

  /** The first and the last image that should be loaded: those in view, and a window more below. */
  get needed(): [Place, Place] | null {
    const from = this.#placeAt(this.top);
    const to = this.#placeAt(this.top + 2 * this.height);
    return from && to && [from, to];
  }

  /** The top of the image with this number in a day. */
  topOf({ day, index }: Place): number {
    const box = this.layout.boxes[day];
    const line = box?.lines.find(({ cells }) => (cells.at(-1)?.index ?? -1) >= index);
    return box ? box.top + (line?.top ?? 0) : 0;
  }

  #placeAt(y: number): Place | null {
    const { boxes } = this.layout;
    if (!boxes.length) return null;
    const day = Math.min(firstBelow(boxes, Math.max(0, y)), boxes.length - 1);
    const { lines, top } = boxes[day]!;
    const line = lines[Math.min(firstBelow(lines, y - top), lines.length - 1)];
    return { day, index: line?.cells.at(-1)?.index ?? 0 };
  }

  #lay(day: Day): Laid {
    const [width, look, size] = [this.width, this.look(), density.chosen];
    const kept = this.#laid.get(day);
    if (kept?.width === width && kept.look === look && kept.density === size) return kept.laid;
    const group: Group = { total: day.total, ratios: day.tiles.map(({ ratio }) => ratio), hasTitle: this.hasTitles() };
    const laid = linesOf(group, look, width, size);
    this.#laid.set(day, { width, look, density: size, laid });
    return laid;
  }
}
