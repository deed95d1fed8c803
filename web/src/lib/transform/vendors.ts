import type { Recipe } from './grammar';

export type Vendor = 'cloudflare' | 'imgproxy' | 'thumbor' | 'cloudinary' | 'imagekit';
export const VENDORS: readonly Vendor[] = ['cloudflare', 'imgproxy', 'thumbor', 'cloudinary', 'imagekit'];

/** A recipe in a vendor's spelling, with the options that the vendor has no words for. */
export type Spelled = { address: string; missing: readonly string[] };

/** An option in a vendor's words; null where there are none, '' where another option says it. */
type Spell = (value: string, recipe: Recipe) => string | null;

const as = (prefix: string): Spell => (value) => prefix + value;
const words = (table: Record<string, string>): Spell => (value) => table[value] ?? null;
const offset = (prefix: string): Spell => (value) => prefix + Math.round((Number(value) - 1) * 100);
const opaque = (prefix: string): Spell => (value) => (/^[0-9a-f]{6}$/.test(value) ? prefix + value : null);
const FORMATS: Record<string, string> = { avif: 'avif', webp: 'webp', jpeg: 'jpg', png: 'png', gif: 'gif' };
const format = (prefix: string): Spell => (value) => (FORMATS[value] ? prefix + FORMATS[value] : null);
const said: Spell = () => '';

const sides = ['top', 'bottom', 'left', 'right', 'top-left', 'top-right', 'bottom-left', 'bottom-right'];
/** Places by a vendor's words for the four sides, the four corners, `auto` and `face`. */
function places(prefix: string, names: string): Spell {
  const vendors = names.split(' ');
  return words(Object.fromEntries([...sides, 'auto', 'face'].map((name, n) => [name, prefix + vendors[n]])));
}

const CLOUDFLARE: Record<string, Spell> = {
  w: as('width='),
  h: as('height='),
  fit: (value, { enlarge }) =>
    words(enlarge ? { contain: 'fit=contain', cover: 'fit=cover', pad: 'fit=pad', squeeze: 'fit=squeeze' } : { crop: 'fit=crop' })(value, {}),
  enlarge: said,
  g: words({ top: 'g=top', bottom: 'g=bottom', left: 'g=left', right: 'g=right', auto: 'g=auto', face: 'g=face' }),
  zoom: as('zoom='),
  dpr: as('dpr='),
  q: (value) => (value === 'auto' ? null : `quality=${value}`),
  f: (value) => (value === 'json' || value === 'gif' ? null : `format=${value}`),
  bg: opaque('background=%23'),
  blur: as('blur='),
  br: as('brightness='),
  co: as('contrast='),
  sat: as('saturation='),
  gamma: as('gamma='),
  sharpen: as('sharpen='),
  rotate: as('rotate='),
  meta: as('metadata='),
  compression: words({ fast: 'compression=fast' }),
  anim: words({ '0': 'anim=false' })
};

const IMGPROXY: Record<string, Spell> = {
  w: as('w:'),
  h: as('h:'),
  fit: (value, { enlarge }) =>
    words(enlarge ? { contain: 'rt:fit', cover: 'rt:fill', squeeze: 'rt:force' } : { crop: 'rt:fill', cover: 'rt:fill-down', squeeze: 'rt:force', pad: 'ex:1' })(value, {}),
  enlarge: () => 'el:1',
  g: places('g:', 'no so we ea nowe noea sowe soea sm obj:face'),
  dpr: as('dpr:'),
  q: as('q:'),
  f: format('f:'),
  bg: opaque('bg:'),
  blur: as('bl:'),
  co: as('co:'),
  sat: as('sa:'),
  rotate: as('rot:'),
  flip: words({ h: 'fl:1:0', v: 'fl:0:1', hv: 'fl:1:1' }),
  trim: as('t:'),
  anim: words({ '0': 'da:1' }),
  meta: words({ copyright: 'kcr:1', keep: 'sm:0' })
};

const CLOUDINARY: Record<string, Spell> = {
  w: as('w_'),
  h: as('h_'),
  fit: (value, { enlarge }) =>
    words(enlarge ? { contain: 'c_fit', cover: 'c_fill', pad: 'c_pad', squeeze: 'c_scale' } : { cover: 'c_lfill', pad: 'c_lpad' })(value, {}),
  enlarge: said,
  g: places('g_', 'north south west east north_west north_east south_west south_east auto face'),
  dpr: as('dpr_'),
  q: as('q_'),
  f: format('f_'),
  bg: opaque('b_rgb:'),
  gray: () => 'e_grayscale',
  blur: (value) => `e_blur:${Number(value) * 20}`,
  sharpen: (value) => `e_sharpen:${Number(value) * 100}`,
  br: offset('e_brightness:'),
  co: offset('e_contrast:'),
  sat: offset('e_saturation:'),
  gamma: offset('e_gamma:'),
  frame: (value) => `pg_${Number(value) + 1}`
};

const IMAGEKIT: Record<string, Spell> = {
  w: as('w-'),
  h: as('h-'),
  fit: (value, { enlarge }) =>
    words(enlarge ? { cover: 'c-maintain_ratio', squeeze: 'c-force', contain: 'c-at_max_enlarge', pad: 'cm-pad_resize' } : {})(value, {}),
  enlarge: said,
  g: places('fo-', 'top bottom left right top_left top_right bottom_left bottom_right auto face'),
  dpr: as('dpr-'),
  q: (value) => (value === 'auto' ? null : `q-${value}`),
  f: format('f-'),
  bg: opaque('bg-'),
  blur: as('bl-'),
  gray: () => 'e-grayscale',
  sharpen: (value) => `e-sharpen-${Number(value) * 10}`,
  rotate: as('rt-'),
  flip: words({ h: 'fl-h', v: 'fl-v', hv: 'fl-h_v' }),
  trim: as('t-')
};

/** Without a fit, the whole image is fitted in and never enlarged. Vendors need a word for that. */
const FITTED: Record<Exclude<Vendor, 'thumbor'>, string> = { cloudflare: 'fit=scale-down', imgproxy: '', cloudinary: 'c_limit', imagekit: 'c-at_max' };

function listed(vendor: Exclude<Vendor, 'thumbor'>, table: Record<string, Spell>, recipe: Recipe): { parts: string[]; missing: string[] } {
  const parts = Object.entries(recipe).map(([name, value]) => [name, table[name]?.(value, recipe) ?? null] as const);
  const isFitted = !recipe.fit && (recipe.w || recipe.h);
  return {
    parts: [...parts.map(([, part]) => part ?? ''), isFitted ? FITTED[vendor] : ''].filter(Boolean),
    missing: parts.filter(([, part]) => part === null).map(([name]) => name)
  };
}

const FILTERS: Record<string, Spell> = {
  gray: () => 'grayscale()',
  q: (value) => (value === 'auto' ? null : `quality(${value})`),
  f: (value) => (['jpeg', 'png', 'webp', 'gif', 'avif'].includes(value) ? `format(${value})` : null),
  blur: (value) => `blur(${value})`,
  sat: (value) => `saturation(${value})`,
  rotate: (value) => `rotate(${360 - Number(value)})`,
  bg: (value) => (/^[0-9a-f]{6}$/.test(value) ? `background_color(${value})` : null),
  frame: words({ '0': 'cover()' }),
  anim: words({ '0': 'cover()' })
};

function thumbor(recipe: Recipe): { path: string; missing: string[] } {
  const { w = '', h = '', fit, enlarge, flip = '', g = '', ...others } = recipe;
  const spelled = Object.entries(others).map(([name, value]) => [name, FILTERS[name]?.(value, recipe) ?? null] as const);
  const missing = spelled.filter(([, part]) => part === null).map(([name]) => name);
  const place = ({ top: 'top', bottom: 'bottom', left: 'left', right: 'right', auto: 'smart', 'top-left': 'left/top', 'top-right': 'right/top', 'bottom-left': 'left/bottom', 'bottom-right': 'right/bottom' })[g];
  if (g && !place) missing.push('g');
  if (fit && fit !== 'crop' && fit !== 'squeeze' && !(fit === 'cover' && enlarge)) missing.push('fit');
  if (enlarge && fit !== 'cover') missing.push('enlarge');
  if (others.rotate && (w || h)) missing.push('rotate'); // thumbor turns after it has sized
  const filters = spelled.map(([, part]) => part).filter(Boolean);
  if (fit === 'squeeze') filters.push('stretch()');
  if (fit === 'crop') filters.push('no_upscale()');
  const size = w || h || flip ? `${flip.includes('h') ? '-' : ''}${w || '0'}x${flip.includes('v') ? '-' : ''}${h || '0'}` : '';
  const parts = [(w || h) && !fit ? 'fit-in' : '', size, place ?? '', filters.length ? `filters:${filters.join(':')}` : ''];
  return { path: parts.filter(Boolean).join('/'), missing };
}

/** The recipe in a vendor's spelling, unsigned. `path` is the image's own, such as `/owner/album/a.jpg`. */
export function spelled(vendor: Vendor, recipe: Recipe, { origin, path }: { origin: string; path: string }): Spelled {
  if (vendor === 'thumbor') {
    const { path: parts, missing } = thumbor(recipe);
    return { address: `${origin}/unsafe/${parts ? `${parts}/` : ''}${path.slice(1)}`, missing };
  }
  const table = { cloudflare: CLOUDFLARE, imgproxy: IMGPROXY, cloudinary: CLOUDINARY, imagekit: IMAGEKIT }[vendor];
  const { parts, missing } = listed(vendor, table, recipe);
  const middle = {
    cloudflare: () => `/cdn-cgi/image/${parts.join(',') || 'fit=scale-down'}${path}`,
    imgproxy: () => `/unsafe/${parts.map((part) => `${part}/`).join('')}plain${path}`,
    cloudinary: () => `/image/upload/${parts.length ? `${parts.join(',')}/` : ''}${path.slice(1)}`,
    imagekit: () => `/tr:${parts.join(',')}${path}`
  }[vendor]();
  return { address: origin + middle, missing };
}
