import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';

export type Usage = components['schemas']['UsageResource'];
type Plan = Usage['plan'];

/** How far a plan is used: the two shares at which the API tells its owner, and what comes after the reserve. */
export type Level = 'near' | 'full' | 'over';

const NOTICES = { near: 80, full: 100, over: 100 };

/** What the caller uses, and may use. Raises ApiError. */
export const readUsage = (): Promise<Usage> => ask(api.GET('/v1/usage'));

/** What to tell of a plan; null while there is plenty left, and where plans are off. */
export function levelOf({ plan, images }: Pick<Usage, 'plan' | 'images'>): Level | null {
  if (!plan.is_enforced) return null;
  if (plan.images_left === 0) return 'over';
  if (images >= plan.max_images) return 'full';
  return images * 100 >= plan.max_images * NOTICES.near ? 'near' : null;
}

/** When a level was reached, if the API says so. */
export function since(plan: Plan, level: Level): string | null {
  return plan.notices.find(({ percent }) => percent === NOTICES[level])?.at ?? null;
}

export type Part = { name: 'originals' | 'variants' | 'bin'; bytes: number };

/** The parts of what is stored, as the pages list them. */
export function partsOf({ originals, variants, bin }: Usage['storage']): Part[] {
  return [
    { name: 'originals', bytes: originals },
    { name: 'variants', bytes: variants },
    { name: 'bin', bytes: bin }
  ];
}

export type Month = { month: string; images: number };

/** The uploads of each month without a gap, from the first one to now, of which the last `most` are left. */
export function monthsOf(uploads: Usage['uploads'], now: Date, most = 12): Month[] {
  const first = Object.keys(uploads).sort()[0];
  if (!first) return [];
  const months: Month[] = [];
  for (let at = new Date(`${first}-01T00:00:00Z`); at <= now; at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1))) {
    const month = at.toISOString().slice(0, 7);
    months.push({ month, images: uploads[month] ?? 0 });
  }
  return months.slice(-most);
}
