import type { Page } from '@playwright/test';

const DAY = 86_400_000;
const NEWEST = Date.UTC(2026, 10, 20, 12);
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="teal"/></svg>';

/** A library of a hundred thousand images, which a browser is told of in place of the API's. Its pictures are drawings. */
export class ManyImages {
  /** From when on images were asked for, without the looks for newer ones that the page takes from time to time. */
  asked: string[] = [];

  constructor(
    readonly n = 100_000,
    readonly days = 1_000
  ) {}

  /** Answers the page's requests. */
  async serve(page: Page): Promise<void> {
    const json = (body: unknown) => ({ contentType: 'application/json', body: JSON.stringify(body) });
    await page.route('**/many/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: SVG }));
    await page.route('**/api/v1/images/months*', (route) => route.fulfill(json(this.months())));
    await page.route('**/api/v1/images/img_*', (route) => route.fulfill(json(this.image(Number(route.request().url().slice(-6))))));
    await page.route(/\/api\/v1\/images\?/, (route) => {
      const to = new URL(route.request().url()).searchParams.get('to') ?? new Date(NEWEST + DAY).toISOString();
      if (Date.parse(to) <= NEWEST + DAY) this.asked.push(to);
      return route.fulfill(json(this.before(Date.parse(to))));
    });
  }

  /** When the image with this number was made. 0 is the newest. */
  time(n: number): number {
    const each = this.n / this.days;
    return NEWEST - Math.floor(n / each) * DAY - (n % each) * 1000;
  }

  months() {
    const months = new Map<string, { month: string; images: number; days: { day: string; images: number }[] }>();
    for (let day = 0; day < this.days; day++) {
      const name = new Date(NEWEST - day * DAY).toISOString().slice(0, 10);
      const images = this.n / this.days;
      const month = months.get(name.slice(0, 7)) ?? { month: name.slice(0, 7), images: 0, days: [] };
      month.days.push({ day: name, images });
      month.images += images;
      months.set(month.month, month);
    }
    return { images: this.n, data: [...months.values()] };
  }

  before(moment: number) {
    const found = [];
    const from = Math.max(0, Math.floor(((NEWEST - moment) / DAY) * (this.n / this.days)) - 2 * (this.n / this.days));
    for (let n = from; n < this.n && found.length < 100; n++) if (this.time(n) < moment) found.push(this.image(n));
    return { data: found, next_cursor: this.time(this.n - 1) < (found.at(-1) ? Date.parse(found.at(-1)!.created_at) : 0) ? 'more' : null };
  }

  image(n: number) {
    const [width, height] = [[4000, 3000], [3000, 4000], [1920, 1080], [2000, 2000]][n % 4]!;
    const at = new Date(this.time(n)).toISOString();
    const address = `/many/${n}`;
    const variants = Object.fromEntries([128, 256, 512, 1024, 1536, 2048].map((each) => [`w${each}`, `${address}/w${each}`]));
    return {
      ...{ id: `img_${String(this.n - n).padStart(20, '0')}${String(n).padStart(6, '0')}`, owner: 'many', album: 'a', album_slug: 'a' },
      ...{ filename: `${n}.jpg`, display_name: `Image ${n}`, status: 'ready', visibility: 'public', is_private: false },
      ...{ content_type: 'image/jpeg', size: 1, size_bytes: 2_000_000, width, height, thumbhash: '3OcRJYB4d3h/iIeHeEh3eIhw+j2w' },
      ...{ colors: [], tags: [], exif: null, title: null, alt: null, license: null, renamed: null, reason: null, expires_at: null, duplicate_of: null },
      ...{ variants, variants_ready: [], cdn_url: address, short_url: address, created_at: at, updated_at: at, deleted_at: null, version: 1 }
    };
  }
}
