import type { UploadOptions } from './options';

/** An image whose bytes have arrived, and that is not ready yet. */
export type Arrived = { imageId: string; name: string; size: number; options: UploadOptions };

/** What a slot has under way. It tells a page at once whether there is anything to take up. */
export type Kept = { isSending: boolean; arrived: readonly Arrived[] };

/** How the slots of an owner begin. */
export const slotsOf = (owner: string): string => `uploads-${owner}-`;

/** Whether a page of this owner has left work, in whichever slot. */
export function hasLeft(owner: string): boolean {
  const names = Array.from({ length: localStorage.length }, (_, n) => localStorage.key(n)!);
  const slots = names.filter((name) => name.startsWith(slotsOf(owner))).map(kept);
  return slots.some((slot) => slot && (slot.isSending || slot.arrived.length > 0));
}

/** null for a slot that was never used. */
export function kept(slot: string): Kept | null {
  const found = localStorage.getItem(slot);
  if (found === null) return null;
  try {
    return { isSending: false, arrived: [], ...JSON.parse(found) };
  } catch {
    return { isSending: false, arrived: [] }; // whatever stands there was not written by this version
  }
}

export function keep(slot: string, change: Partial<Kept>): void {
  localStorage.setItem(slot, JSON.stringify({ isSending: false, arrived: [], ...kept(slot), ...change }));
}

export const arrivedIn = (slot: string): readonly Arrived[] => kept(slot)?.arrived ?? [];

export function keepArrived(slot: string, arrived: Arrived): void {
  keep(slot, { arrived: [...arrivedIn(slot), arrived] });
}

export function letGo(slot: string, imageId: string): void {
  keep(slot, { arrived: arrivedIn(slot).filter((each) => each.imageId !== imageId) });
}
