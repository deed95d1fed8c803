const SPACE = 8; // px, to the button and to the edges of the window

/** Puts a popover below its button, or above where there is no room, inside the window. */
export function place(popover: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const isBelow = at.bottom + SPACE + height <= innerHeight || at.top < height + 2 * SPACE;
  const start = at.left + width + SPACE <= innerWidth ? at.left : at.right - width;
  popover.style.left = `${Math.max(SPACE, start)}px`;
  popover.style.top = `${isBelow ? at.bottom + SPACE : at.top - SPACE - height}px`;
}
