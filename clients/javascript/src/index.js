// Addresses of images: docs/addresses.md has the grammar, and vectors.json holds this file and the server together.

/** The widths that everybody can request of every image, unless the installation names others. */
export const WIDTHS = Object.freeze([128, 256, 512, 1024, 1536, 2048]);

// The order of the options in an address, and each name that an option may have here.
const OPTIONS = ['trim', 'rotate', 'flip', 'width', 'height', 'fit', 'enlarge', 'gravity', 'zoom', 'pad', 'border', 'background', 'brightness', 'contrast', 'saturation', 'gamma', 'gray', 'blur', 'sharpen', 'quality', 'format', 'dpr'];
const SHORT = { width: 'w', height: 'h', gravity: 'g', background: 'bg', brightness: 'br', contrast: 'co', saturation: 'sat', quality: 'q', format: 'f' };

const PRESET = /^[a-z][a-z0-9-]*(?:\.[a-z]+)?$/;
const LARGEST = 4096;

/** `?v=` and the signatures of private and of transformed images. */
const split = (src) => {
  const [address, query = ''] = src.split('#')[0].split('?');
  return [address.replace(/\/+$/, ''), query];
};

/** The address of a preset, such as `w512`, `thumb` or `w512.avif`, of the image at `src`. */
export function preset(src, name) {
  if (!PRESET.test(name)) throw new TypeError(`${name} is no name of a preset`);
  const [address, query] = split(src);
  return `${address}/${name}${query && `?${query}`}`;
}

/** The address of the image at `src` with options. What is not open to everybody needs a signature of the API. */
export function transform(src, options) {
  const unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name));
  if (unknown.length) throw new TypeError(`there is no option ${unknown[0]}`);
  const given = OPTIONS.filter((name) => options[name] !== undefined && options[name] !== null && options[name] !== false);
  if (!given.length) return src;
  const [address, query] = split(src);
  const written = given.map((name) => `${SHORT[name] || name}=${encodeURIComponent(options[name] === true ? 1 : options[name])}`);
  return `${address}/${written.join(',')}${query && `?${query}`}`;
}

/** The image at `src` in one width: the preset of that width where there is one, else `w=`. */
export function atWidth(src, width, { quality, format } = {}) {
  if (!Number.isInteger(width) || width < 1 || width > LARGEST) throw new RangeError(`a width has 1 to ${LARGEST} pixels`);
  const plain = quality === undefined && WIDTHS.includes(width);
  if (plain) return preset(src, `w${width}${format && format !== 'auto' ? `.${format}` : ''}`);
  return transform(src, { width, quality, format });
}

/** The attributes of an `<img>` that offers every width up to the image's own, once. */
export function imageAttributes(src, { widths = WIDTHS, width, height, sizes, alt = '', quality, format } = {}) {
  const offered = [...new Set(widths.map((each) => (width ? Math.min(each, width) : each)))].sort((a, b) => a - b);
  const shown = offered.find((each) => each >= 1024) ?? offered[offered.length - 1];
  const size = width && height ? { width: shown, height: Math.max(1, Math.round((height * shown) / width)) } : {};
  return {
    src: atWidth(src, shown, { quality, format }),
    srcset: offered.map((each) => `${atWidth(src, each, { quality, format })} ${each}w`).join(', '),
    sizes: sizes ?? `(max-width: ${shown}px) 100vw, ${shown}px`,
    alt,
    ...size
  };
}
