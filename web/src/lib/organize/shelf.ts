import type { Image } from '../api/ask';
import type { Tile } from '../browse/days';

/** A page's images, as far as changes of them are about. A timeline and a list are both one. */
export type Shelf = {
  show(images: readonly Image[]): void;
  hide(ids: ReadonlySet<string>): Tile[];
  putBack(tiles: readonly Tile[]): void;
  images(ids: ReadonlySet<string>): Image[];
};
