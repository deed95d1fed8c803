// Readers of options' values: each gives a value's one spelling, or null (schema/option_values.py).

export const GRAVITIES = 'center top bottom left right top-left top-right bottom-left bottom-right';
// Where these are, in the same order.
const POINTS = '0.5x0.5 0.5x0 0.5x1 0x0.5 1x0.5 0x0 1x0 0x1 1x1';
export const MAX_EDGE = 500;

export function whole(least, most) {
  return (text) => (/^\d{1,6}$/.test(text) && +text >= least && +text <= most ? String(+text) : null);
}

export function decimal(least, most) {
  return (text) => {
    const isIn = /^(?=.)\d{0,3}(?:\.\d{1,6})?$/.test(text) && +text >= least && +text <= most;
    return isIn ? String(rounded(text * 100) / 100) : null;
  };
}

// Halves upwards, as in Python.
export function rounded(value) {
  return Math.floor(value + 0.5);
}

export function oneOf(words) {
  return (text) => {
    const word = text.toLowerCase();
    return words.split(' ').includes(word) ? word : null;
  };
}

export function like(pattern) {
  return (text) => (pattern.test(text) ? text : null);
}

// What one word stands for, or what another reader makes of the text.
export function either(pattern, value, reader) {
  return (text) => (pattern.test(text) ? value : reader(text));
}

export function toggle(text) {
  return /^(?:1|true)$/i.test(text) ? '1' : /^(?:0|false)$/i.test(text) ? '0' : null;
}

export function turn(text) {
  return /^-?\d{1,4}$/.test(text) && text % 90 === 0 ? String(((text % 360) + 360) % 360) : null;
}

export function color(text) {
  const digits = text.replace(/^#/, '').toLowerCase();
  if (digits === 'transparent') {
    return '00000000';
  }
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) {
    return null;
  }
  const full = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
  return full.length === 8 ? full.replace(/ff$/, '') : full;
}

export function border(text) {
  const parts = /^([^-]*)-?(.*)$/.exec(text);
  const width = whole(0, MAX_EDGE)(parts[1]);
  const hue = width === '0' ? '' : color(parts[2] || '000000');
  return width === null || hue === null ? null : hue && width + '-' + hue;
}

export function gravity(text) {
  const word = oneOf(GRAVITIES + ' auto face')(text);
  const parts = /^([^x]*)x([^x]*)$/.exec(text.toLowerCase());
  if (word || !parts) {
    return word;
  }
  const x = decimal(0, 1)(parts[1]);
  const y = decimal(0, 1)(parts[2]);
  const named = POINTS.split(' ').indexOf(x + 'x' + y);
  return x === null || y === null ? null : named === -1 ? x + 'x' + y : GRAVITIES.split(' ')[named];
}
