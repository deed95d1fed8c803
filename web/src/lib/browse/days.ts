import type { Image } from '../api/ask';

/** An image in the grid. Its record is loaded when it comes near. */
export type Tile = { id: string; ratio: number; at: string; image: Image | null };
/** The images of a day, in UTC. `tiles` are those that are known: the newest ones, without gaps. */
export type Day = { day: string; total: number; tiles: readonly Tile[]; isHeld?: boolean };

export const tileOf = (image: Image): Tile => ({
  id: image.id,
  ratio: image.width && image.height ? image.width / image.height : 1,
  at: image.created_at,
  image
});

/** The day of a moment, some milliseconds later, like 2026-11-29. */
export function dayOf(moment: string, later = 0): string {
  return new Date(Date.parse(moment) + later).toISOString().slice(0, 10);
}

/** The moment that the image at this place of a day was made before. */
export function known(day: Day, index: number): string {
  const at = day.tiles[Math.min(index, day.tiles.length - (index < day.tiles.length ? 0 : 1))]?.at;
  const end = at === undefined ? Date.parse(`${day.day}T00:00:00Z`) + 86_400_000 : Date.parse(at) + 1;
  return new Date(end).toISOString();
}

/** Days with these images in them. A new one is counted; one from a list has been counted already. */
export function merged(days: readonly Day[], images: readonly Image[], isNew: boolean): Day[] {
  return together(days, images.map(tileOf), isNew);
}

/** Days with these tiles in them. */
export function together(days: readonly Day[], tiles: readonly Tile[], isNew: boolean): Day[] {
  const found = new Map(days.map((day) => [day.day, day]));
  for (const [name, some] of byDay(tiles)) {
    const day = found.get(name) ?? { day: name, total: 0, tiles: [] };
    const all = new Map(day.tiles.map((tile) => [tile.id, tile]));
    const before = all.size;
    for (const tile of some) all.set(tile.id, tile);
    const total = isNew ? day.total + all.size - before : Math.max(day.total, all.size);
    found.set(name, { day: name, total, tiles: [...all.values()].sort(newestFirst), isHeld: true });
  }
  return [...found.values()].sort((a, b) => (a.day < b.day ? 1 : -1));
}

function byDay(tiles: readonly Tile[]): Map<string, Tile[]> {
  const found = new Map<string, Tile[]>();
  for (const tile of tiles) {
    const day = dayOf(tile.at);
    found.set(day, [...(found.get(day) ?? []), tile]);
  }
  return found;
}

function newestFirst(a: Tile, b: Tile): number {
  return a.id < b.id ? 1 : -1; // ids are in the order of time
}
