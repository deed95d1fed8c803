import { describe, expect, it } from 'vitest';
import { Changes, type Change } from './changes.svelte';
import { ToastList } from './toasts.svelte';

function renamed(send: () => Promise<void>, undo: () => Promise<void> = async () => {}) {
  const seen = { name: 'old' };
  const change: Change = {
    said: 'Renamed',
    apply: () => (seen.name = 'new'),
    revert: () => (seen.name = 'old'),
    send,
    undo
  };
  return { seen, change };
}

const fails = async () => {
  throw new Error('no');
};

describe('a change', () => {
  it('is shown at once, and stays when the API agrees', async () => {
    const { seen, change } = renamed(async () => {});
    const toasts = new ToastList();
    const running = new Changes(toasts).run(change);
    expect(seen.name).toBe('new');
    await running;
    expect(seen.name).toBe('new');
    expect(toasts.shown[0]?.said).toBe('Renamed');
  });

  it('is taken from view when the API refuses, and cannot be undone then', async () => {
    const { seen, change } = renamed(fails);
    const changes = new Changes(new ToastList());
    await expect(changes.run(change)).rejects.toThrow('no');
    expect(seen.name).toBe('old');
    expect(changes.last).toBeNull();
  });

  it('is undone once, by its line or by the key', async () => {
    let undone = 0;
    const { seen, change } = renamed(async () => {}, async () => void undone++);
    const changes = new Changes(new ToastList());
    await changes.run(change);
    await changes.undo();
    await changes.undo();
    expect(seen.name).toBe('old');
    expect(undone).toBe(1);
  });

  it('stands when undoing it fails', async () => {
    const { seen, change } = renamed(async () => {}, fails);
    const changes = new Changes(new ToastList());
    await changes.run(change);
    await changes.undo();
    expect(seen.name).toBe('new');
  });

  it('whose failure has no place of its own becomes a line', async () => {
    const toasts = new ToastList();
    expect(await new Changes(toasts).attempt(renamed(fails).change)).toBe(false);
    expect(toasts.shown[0]?.isFailure).toBe(true);
  });

  it('is told to the other tabs once it is done, and once it is taken back', async () => {
    const { change } = renamed(async () => {});
    const told: string[] = [];
    const changes = new Changes(new ToastList(), () => told.push('told'));
    const running = changes.run(change);
    expect([told.length, changes.isBusy]).toEqual([0, true]);
    await running;
    expect([told.length, changes.isBusy]).toEqual([1, false]);
    await changes.undo();
    expect(told).toHaveLength(2);
    await changes.attempt(renamed(fails).change);
    expect([told.length, changes.isBusy]).toEqual([2, false]);
  });
});
