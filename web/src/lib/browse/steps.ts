/** Moves the focus from one image to its neighbour by the arrow keys. False where there is none, or for another key. */
export function step(root: HTMLElement, id: string, key: string): boolean {
  const all = [...root.querySelectorAll<HTMLElement>('[data-id]')];
  const here = all.find((each) => each.dataset.id === id);
  const next = here && neighbour(all, here, key);
  if (!next) return false;
  next.querySelector<HTMLElement>('a')?.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

function neighbour(all: readonly HTMLElement[], here: HTMLElement, key: string): HTMLElement | undefined {
  const at = all.indexOf(here);
  if (key === 'ArrowRight') return all[at + 1];
  if (key === 'ArrowLeft') return all[at - 1];
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const from = here.getBoundingClientRect();
  const beyond = all
    .map((each) => ({ each, box: each.getBoundingClientRect() }))
    .filter(({ box }) => (key === 'ArrowDown' ? box.top >= from.bottom : box.bottom <= from.top));
  const far = ({ box }: { box: DOMRect }): number =>
    10 * Math.abs(box.top - from.top) + Math.abs(box.left + box.width / 2 - from.left - from.width / 2);
  return beyond.sort((a, b) => far(a) - far(b))[0]?.each;
}
