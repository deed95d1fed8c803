// The one spelling of options (schema/options.py): in device pixels, without defaults and without what has no effect.

import { has } from './objects.js';
import { MAX_SIDE, options } from './options.js';
import { MAX_EDGE, rounded } from './values.js';

export function segmentOf(values, format, isSnapped) {
  if (format === 'json') {
    return 'f=json';
  }
  scale(values);
  // WIDTHS are the operator's, ascending; set when this is deployed, and empty unless widths are snapped to them.
  if (WIDTHS && isSnapped) {
    snap(values, WIDTHS.split(' '));
  }
  dropIdle(values, format);
  values.f = format === 'baseline-jpeg' ? format : 'auto';
  const segment = options()
    .ordered.slice(2)
    .filter((option) => has(values, option[0]) && values[option[0]] !== option[2])
    .map((option) => option[0] + '=' + values[option[0]])
    .join(',');
  return segment || (format ? wholeIn(format) : '');
}

// The whole picture in a format.
export function wholeIn(format) {
  return 'f=' + format.replace(/jpg|auto/, 'jpeg');
}

function scale(values) {
  const longest = Math.max(values.w || 0, values.h || 0);
  const factor = longest && Math.min(values.dpr || 1, MAX_SIDE / longest);
  const scaled = (value, least) => String(Math.max(least, rounded(value * factor)));
  if (factor) {
    ['w', 'h'].filter((name) => values[name]).forEach((name) => (values[name] = scaled(values[name], 1)));
    values.pad = String(Math.min(MAX_EDGE, scaled(values.pad || 0, 0)));
    values.border = (values.border || '').replace(/^\d+/, (width) => Math.min(MAX_EDGE, scaled(width, 1)));
  }
}

// A width alone becomes the least of the widths that is not smaller, or the largest there is.
function snap(values, widths) {
  if (values.w && !values.h) {
    values.w = widths.find((width) => +width >= values.w) || widths[widths.length - 1];
  }
}

function dropIdle(values, format) {
  const sides = ['w', 'h'].filter((name) => has(values, name)).length;
  let fit = values.fit || 'scale-down';
  if (sides === 0 || (sides === 1 && fit === 'crop')) {
    fit = 'scale-down';
  } else if (sides === 1 && fit !== 'scale-down') {
    fit = 'contain';
  }
  if (fit === 'contain' && values.enlarge !== '1') {
    fit = 'scale-down';
  }
  values.fit = fit;
  const drop = (name, isIdle) => isIdle && delete values[name];
  drop('g', !['cover', 'crop', 'pad'].includes(fit) || (fit === 'pad' && /auto|face/.test(values.g)));
  drop('zoom', values.g !== 'face');
  drop('enlarge', fit === 'scale-down' || fit === 'crop');
  drop('sat', values.gray === '1');
  drop('q', format === 'png' || format === 'gif');
  ['wmg', 'wms', 'wmo'].forEach((name) => drop(name, !values.wm && !values.wmt));
  if (values.anim === '0' && !has(values, 'frame')) {
    values.frame = '0';
  }
}
