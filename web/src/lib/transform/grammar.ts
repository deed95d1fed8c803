/** How an option is chosen. `at` is the value that a control shows while the option is not set. */
export type Control = { name: string } & (
  | { kind: 'number'; min: number; max: number }
  | { kind: 'range'; min: number; max: number; step: number; at: number }
  | { kind: 'choice'; choices: readonly string[] }
  | { kind: 'switch' }
  | { kind: 'colour' }
  | { kind: 'border' }
  | { kind: 'place' }
  | { kind: 'quality' }
  | { kind: 'words' }
  | { kind: 'name' }
);

export type Group = { id: 'size' | 'turn' | 'ground' | 'look' | 'mark' | 'output'; controls: readonly Control[] };

const PLACES = ['center', 'top', 'bottom', 'left', 'right', 'top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
const ABOUT_ONE = { kind: 'range', min: 0.5, max: 2, step: 0.05, at: 1 } as const;

/** Every option of an address, in the groups of the builder. A test holds it together with docs/addresses.md. */
export const GROUPS: readonly Group[] = [
  {
    id: 'size',
    controls: [
      { name: 'w', kind: 'number', min: 1, max: 4096 },
      { name: 'h', kind: 'number', min: 1, max: 4096 },
      { name: 'fit', kind: 'choice', choices: ['scale-down', 'contain', 'cover', 'crop', 'pad', 'squeeze'] },
      { name: 'g', kind: 'place' },
      { name: 'zoom', kind: 'range', min: 0, max: 1, step: 0.05, at: 0 },
      { name: 'dpr', kind: 'range', min: 1, max: 3, step: 0.5, at: 1 },
      { name: 'enlarge', kind: 'switch' }
    ]
  },
  {
    id: 'turn',
    controls: [
      { name: 'rotate', kind: 'choice', choices: ['0', '90', '180', '270'] },
      { name: 'flip', kind: 'choice', choices: ['', 'h', 'v', 'hv'] },
      { name: 'trim', kind: 'number', min: 1, max: 100 }
    ]
  },
  {
    id: 'ground',
    controls: [
      { name: 'pad', kind: 'number', min: 0, max: 500 },
      { name: 'border', kind: 'border' },
      { name: 'bg', kind: 'colour' }
    ]
  },
  {
    id: 'look',
    controls: [
      { name: 'br', ...ABOUT_ONE },
      { name: 'co', ...ABOUT_ONE },
      { name: 'sat', kind: 'range', min: 0, max: 2, step: 0.05, at: 1 },
      { name: 'gamma', ...ABOUT_ONE },
      { name: 'blur', kind: 'range', min: 0, max: 250, step: 1, at: 0 },
      { name: 'sharpen', kind: 'range', min: 0, max: 10, step: 0.5, at: 0 },
      { name: 'gray', kind: 'switch' }
    ]
  },
  {
    id: 'mark',
    controls: [
      { name: 'wmt', kind: 'words' },
      { name: 'wm', kind: 'name' },
      { name: 'wmg', kind: 'choice', choices: ['bottom-right', ...PLACES.filter((place) => place !== 'bottom-right')] },
      { name: 'wms', kind: 'range', min: 1, max: 100, step: 1, at: 25 },
      { name: 'wmo', kind: 'range', min: 1, max: 100, step: 1, at: 100 }
    ]
  },
  {
    id: 'output',
    controls: [
      { name: 'f', kind: 'choice', choices: ['auto', 'avif', 'webp', 'jpeg', 'baseline-jpeg', 'png', 'gif', 'json'] },
      { name: 'q', kind: 'quality' },
      { name: 'compression', kind: 'choice', choices: ['', 'fast', 'best'] },
      { name: 'meta', kind: 'choice', choices: ['none', 'copyright', 'keep'] },
      { name: 'frame', kind: 'number', min: 0, max: 499 },
      { name: 'anim', kind: 'choice', choices: ['1', '0'] }
    ]
  }
];

/** The parts of a picture that cropping can keep; `point` is a place that is chosen in numbers. */
export const GRAVITIES = [...PLACES, 'auto', 'face'] as const;

const ORDER = GROUPS.flatMap((group) => group.controls.map((control) => control.name));

/** The options that are set, by their short names. */
export type Recipe = Readonly<Record<string, string>>;

/** The recipe with one option set anew. What is the default anyway is left out. */
export function withOption(recipe: Recipe, name: string, value: string): Recipe {
  const { [name]: _, ...others } = recipe;
  return value === '' || value === defaultOf(name) ? others : { ...others, [name]: value };
}

function defaultOf(name: string): string | undefined {
  if (name === 'g') return 'center';
  const control = GROUPS.flatMap((group) => group.controls).find((each) => each.name === name);
  if (control?.kind === 'choice') return control.choices[0];
  if (control?.kind === 'range') return String(control.at);
  return control?.kind === 'switch' ? '0' : undefined;
}

/** The recipe as the path of an address holds it. */
export function segmentOf(recipe: Recipe): string {
  const names = Object.keys(recipe).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return names.map((name) => `${name}=${recipe[name]}`).join(',');
}

/** The recipe of a path's segment. What is no option is left out. */
export function recipeOf(segment: string): Recipe {
  const pairs = segment.split(',').map((part) => part.split('=', 2) as [string, string]);
  return Object.fromEntries(pairs.filter(([name, value]) => ORDER.includes(name) && value));
}

/** A watermark's words as an address holds them, and back. */
export function encoded(words: string): string {
  const bytes = [...new TextEncoder().encode(words)].map((byte) => String.fromCharCode(byte)).join('');
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function decoded(base64: string): string {
  const bytes = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)));
}
