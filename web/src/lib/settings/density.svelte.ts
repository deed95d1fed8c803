export const DENSITIES = ['small', 'medium', 'large'] as const;
export type Density = (typeof DENSITIES)[number];

const REMEMBERED = 'grid-density';
/** Of a row of pictures, in pixels. On a phone it is less. */
const HEIGHTS: Record<Density, number> = { small: 150, medium: 220, large: 320 };

/** How large pictures are in a grid; this browser remembers it. */
class GridDensity {
  chosen = $state<Density>('medium');
  readonly height = $derived(HEIGHTS[this.chosen]);

  constructor() {
    const kept = localStorage.getItem(REMEMBERED);
    this.chosen = DENSITIES.find((each) => each === kept) ?? 'medium';
  }

  choose(density: Density): void {
    this.chosen = density;
    localStorage.setItem(REMEMBERED, density);
  }
}

export const density = new GridDensity();
