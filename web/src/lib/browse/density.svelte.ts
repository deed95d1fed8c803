import { DENSITIES, type Density } from './layout';

const REMEMBERED = 'grid-density';

/** How large pictures are in every grid; this browser remembers it. */
class GridDensity {
  chosen = $state<Density>('medium');

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
