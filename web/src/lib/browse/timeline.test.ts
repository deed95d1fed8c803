import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Image } from '../api/ask';
import type { Source } from './load';
import { Timeline } from './timeline.svelte';

const DAYS = 40;
const EACH = 60;
const image = (n: number): Image => {
  const at = new Date(Date.UTC(2026, 0, 1 + Math.floor(n / EACH), 1, 0, n % EACH));
  return { id: `img_${String(n).padStart(6, '0')}`, created_at: at.toISOString(), width: 3, height: 2, album: 'a' } as Image;
};
const all = Array.from({ length: DAYS * EACH }, (_, n) => image(n)).reverse();

let asked: string[] = [];
beforeEach(() => (asked = []));

/** A library that remembers what it was asked. */
const source: Source = {
  async countsOf() {
    const counts = new Map<string, number>();
    for (const { created_at } of all) counts.set(created_at.slice(0, 10), EACH);
    return [...counts].map(([day, images]) => ({ day, images }));
  },
  async imagesBefore(before) {
    asked.push(before);
    const rest = all.filter(({ created_at }) => created_at < before);
    return { images: rest.slice(0, 100), isLast: rest.length <= 100 };
  }
};

async function counted(): Promise<Timeline> {
  const timeline = new Timeline({}, source);
  await timeline.count();
  return timeline;
}

describe('a timeline', () => {
  it('knows from the counts how much there is, before any image is loaded', async () => {
    const timeline = await counted();
    expect(timeline.total).toBe(DAYS * EACH);
    expect(asked).toEqual([]);
  });

  it('jumps to a date with one request', async () => {
    const timeline = await counted();
    timeline.need({ day: 30, index: 0 }, { day: 30, index: 40 });
    await vi.waitFor(() => expect(timeline.days[30]?.tiles).toHaveLength(EACH));
    expect(asked).toHaveLength(1);
    expect(timeline.days[29]?.tiles).toHaveLength(0);
    expect(timeline.days[31]?.tiles).toHaveLength(40);
    expect(timeline.total).toBe(DAYS * EACH);
  });

  it('goes on inside a day that is known in part, and finds each image once', async () => {
    const timeline = await counted();
    timeline.need({ day: 0, index: 0 }, { day: 4, index: 59 });
    await vi.waitFor(() => expect(timeline.days[4]?.tiles).toHaveLength(EACH));
    expect(new Set(timeline.ids()).size).toBe(timeline.ids().length);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('shows a new image at its place, and takes others out', async () => {
    const timeline = await counted();
    timeline.show([{ ...image(0), id: 'img_new', created_at: '2026-03-01T00:00:00Z' }]);
    expect(timeline.days[0]).toMatchObject({ day: '2026-03-01', total: 1 });
    timeline.hide(new Set(['img_new']));
    expect(timeline.days[0]?.day).toBe('2026-02-09');
  });

  it('learns all ids, and can be stopped', async () => {
    const timeline = await counted();
    await timeline.learnAll(() => {}, new AbortController().signal);
    expect(timeline.ids()).toEqual(all.map(({ id }) => id));
    await expect(timeline.learnAll(() => {}, AbortSignal.abort())).resolves.toBeUndefined();
  });

  it('reads the records again that it did not keep, a hundred at a time', async () => {
    const timeline = await counted();
    timeline.need({ day: 0, index: 0 }, { day: 0, index: 1 });
    await timeline.learnAll(() => {}, new AbortController().signal);
    const ids = new Set(timeline.ids());
    const kept = timeline.images(ids).length;
    expect(kept).toBeLessThan(ids.size);
    asked = [];
    const read = await timeline.records(ids, () => {}, new AbortController().signal);
    expect(read.map(({ id }) => id)).toEqual(timeline.ids());
    expect(asked.length).toBeLessThanOrEqual(Math.ceil((ids.size - kept) / 100) + 1);
    await expect(timeline.records(ids, () => {}, AbortSignal.abort())).rejects.toThrow();
  });

  it('forgets the records of what is far away, but not where anything is', async () => {
    const timeline = await counted();
    await timeline.learnAll(() => {}, new AbortController().signal);
    timeline.need({ day: 0, index: 0 }, { day: 0, index: 1 });
    timeline.need({ day: 20, index: 0 }, { day: 20, index: 1 });
    timeline.hide(new Set());
    expect(timeline.ids()).toHaveLength(DAYS * EACH);
  });
});
