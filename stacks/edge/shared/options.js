// The options of an address: their names and values as they are sent (schema/options.py; tests hold the two together).

import { has } from './objects.js';
import {
  GRAVITIES, MAX_EDGE, border, color, decimal, either, gravity, like, oneOf, toggle, turn, whole
} from './values.js';

export const MAX_SIDE = 4096;
const ALIASES = {
  width: 'w',
  height: 'h',
  quality: 'q',
  format: 'f',
  gravity: 'g',
  brightness: 'br',
  contrast: 'co',
  saturation: 'sat',
  background: 'bg',
  metadata: 'meta',
  grayscale: 'gray',
  greyscale: 'gray',
  grey: 'gray',
  watermark: 'wm'
};
// What addresses of ours carry beside options. Whoever asks with these alone needs no table.
const NO_OPTIONS = /^(?:v|s|exp|expires|policy|signature|key-pair-id)$/;
let table;

// Every option as [name, reader, value when nothing is said], in the order of a canonical segment; and the same by name.
// An array, because ES5.1 promises no order of an object's keys. Made for the requests that have options only.
export function options() {
  if (!table) {
    table = { ordered: inOrder(), byName: {} };
    table.ordered.forEach((option) => (table.byName[option[0]] = option));
  }
  return table;
}

// `dpr`, `anim` and mostly `f` do not get into a segment.
function inOrder() {
  return [
    ['dpr', decimal(1, 3)],
    ['anim', toggle],
    ['trim', either(/^(?:auto|true)$/i, '10', whole(1, 100))],
    ['rotate', turn, '0'],
    ['flip', either(/^(?:hv|vh|both)$/i, 'hv', oneOf('h v'))],
    ['w', whole(1, MAX_SIDE)],
    ['h', whole(1, MAX_SIDE)],
    ['fit', oneOf('scale-down contain cover crop pad squeeze'), 'scale-down'],
    ['enlarge', toggle, '0'],
    ['g', gravity, 'center'],
    ['zoom', decimal(0, 1), '0'],
    ['pad', whole(0, MAX_EDGE), '0'],
    ['border', border, ''],
    ['bg', color],
    ['br', decimal(0.5, 2), '1'],
    ['co', decimal(0.5, 2), '1'],
    ['sat', decimal(0, 2), '1'],
    ['gamma', decimal(0.5, 2), '1'],
    ['gray', toggle, '0'],
    ['blur', whole(0, 250), '0'],
    ['sharpen', decimal(0, 10), '0'],
    ['wm', like(/^[a-z0-9][a-z0-9_-]{0,62}$/)],
    ['wmt', like(/^(?=.{4,120}$)(?:[\w-]{4})*(?:[\w-]{2,3})?$/)],
    ['wmg', oneOf(GRAVITIES), 'bottom-right'],
    ['wms', whole(1, 100), '25'],
    ['wmo', whole(1, 100), '100'],
    ['q', either(/^auto$/i, 'auto', whole(1, 100))],
    ['compression', oneOf('fast best')],
    ['meta', oneOf('none copyright keep'), 'none'],
    ['frame', whole(0, 499)],
    ['f', oneOf('auto avif webp jpeg baseline-jpeg png gif json'), 'auto']
  ];
}

// The names and values in a path segment; a value that is missing is null.
export function pairsOfSegment(segment) {
  return segment.split(',').map(pairOf);
}

// The options among a query's parameters, in the order in which they were sent; what else is there is nobody's business.
// One without a value says nothing: forms send those that nobody has filled in.
export function pairsOfQuery(query) {
  return (query ? query.split('&') : [])
    .map(pairOf)
    .filter((pair) => pair[1] && !NO_OPTIONS.test(pair[0]) && has(options().byName, pair[0]))
    .map((pair) => [pair[0], decoded(pair[1])]);
}

function pairOf(item) {
  const parts = /^([^=]*)=?(.*)/.exec(item);
  const name = parts[1].toLowerCase();
  return [has(ALIASES, name) ? ALIASES[name] : name, item === parts[1] ? null : parts[2]];
}

function decoded(value) {
  try {
    return decodeURIComponent(value.replace(/\+/g, ' '));
  } catch (malformed) {
    return null;
  }
}

export function refused(name) {
  return name + ': not an option, or not a value of it.';
}

// Puts the canonical values into `values`; says what is refused: unknown, out of range, or said in two ways.
export function read(pairs, values) {
  const said = {};
  for (let i = 0; i < pairs.length; i++) {
    const name = pairs[i][0];
    const text = pairs[i][1];
    const isText = text !== null && has(options().byName, name) && /^[\x20-\x7e]*$/.test(text);
    const value = isText ? options().byName[name][1](text.replace(/^ +| +$/g, '')) : null;
    if (value === null) {
      return refused(name.slice(0, 40) || 'options');
    }
    if (has(said, name) && said[name] !== value) {
      return name + ' is given twice.';
    }
    said[name] = values[name] = value;
  }
}
