/** Parts of a list, none longer than `size`. */
export function batches<Item>(all: readonly Item[], size: number): Item[][] {
  const parts = [];
  for (let begin = 0; begin < all.length; begin += size) parts.push(all.slice(begin, begin + size));
  return parts;
}
