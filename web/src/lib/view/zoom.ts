/** Where a picture stands in its frame: how many times larger than fitting, and how far its middle is from the frame's. */
export type Zoom = { scale: number; x: number; y: number };
export type Size = { width: number; height: number };
export type Point = { x: number; y: number };

export const FITTING: Zoom = { scale: 1, x: 0, y: 0 };
const LARGEST = 12;

/** How large a picture is shown when it fits into the frame. It is never enlarged. */
export function fitted(picture: Size, frame: Size): Size {
  const scale = Math.min(1, frame.width / picture.width, frame.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** Zooms by a factor. The point, measured from the frame's middle, stays where it is. */
export function zoomed(zoom: Zoom, factor: number, at: Point, shown: Size, frame: Size): Zoom {
  const scale = Math.min(LARGEST, Math.max(1, zoom.scale * factor));
  const grown = scale / zoom.scale;
  return held({ scale, x: at.x - (at.x - zoom.x) * grown, y: at.y - (at.y - zoom.y) * grown }, shown, frame);
}

export function panned(zoom: Zoom, by: Point, shown: Size, frame: Size): Zoom {
  return held({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, shown, frame);
}

/** Holds the picture so that its edges do not leave the frame's. */
function held(zoom: Zoom, shown: Size, frame: Size): Zoom {
  const room = (side: number, of: number) => Math.max(0, (side * zoom.scale - of) / 2);
  const [x, y] = [room(shown.width, frame.width), room(shown.height, frame.height)];
  return { scale: zoom.scale, x: within(x, zoom.x), y: within(y, zoom.y) };
}

/** The scale at which one pixel of the picture is one pixel of the screen; at least two, so that a double click does something. */
export function actual(picture: Size, shown: Size, density: number): number {
  return Math.max(2, picture.width / shown.width / density);
}

const within = (most: number, value: number): number => (most ? Math.min(most, Math.max(-most, value)) : 0);
