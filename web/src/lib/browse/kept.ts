import { Timeline } from './timeline.svelte';

/** The page that an image was opened from, and how far down it was. */
let kept: { album: string | undefined; timeline: Timeline; start: number } | null = null;

/** Remembers a page while one of its images is looked at. */
export function keep(timeline: Timeline, start: number): void {
  kept = { album: timeline.filter.album, timeline, start };
}

/** The page as it was left, or a new one. */
export function timelineOf(album?: string): { timeline: Timeline; start: number } {
  const found = kept?.album === album ? kept : null;
  kept = null;
  return found ?? { timeline: new Timeline({ album }), start: 0 };
}
