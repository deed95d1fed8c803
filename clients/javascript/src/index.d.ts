export declare const WIDTHS: readonly number[];

export type Format = 'auto' | 'avif' | 'webp' | 'jpeg' | 'png' | 'gif';
export type Fit = 'scale-down' | 'contain' | 'cover' | 'crop' | 'pad' | 'squeeze';

/** Options of addresses, as docs/addresses.md explains them. */
export interface Options {
  trim?: number | 'auto';
  rotate?: 0 | 90 | 180 | 270;
  flip?: 'h' | 'v' | 'hv';
  width?: number;
  height?: number;
  fit?: Fit;
  enlarge?: boolean;
  gravity?: string;
  zoom?: number;
  pad?: number;
  border?: string;
  background?: string;
  brightness?: number;
  contrast?: number;
  saturation?: number;
  gamma?: number;
  gray?: boolean;
  blur?: number;
  sharpen?: number;
  quality?: number | 'auto';
  format?: Format;
  dpr?: number;
}

export interface Rendering {
  quality?: number | 'auto';
  format?: Format;
}

export interface ImageOptions extends Rendering {
  widths?: readonly number[];
  /** The image's own size in pixels. */
  width?: number;
  height?: number;
  /** How wide the page shows it, as in HTML. */
  sizes?: string;
  alt?: string;
}

export interface ImageAttributes {
  src: string;
  srcset: string;
  sizes: string;
  alt: string;
  width?: number;
  height?: number;
}

export declare function preset(src: string, name: string): string;
export declare function transform(src: string, options: Options): string;
export declare function atWidth(src: string, width: number, rendering?: Rendering): string;
export declare function imageAttributes(src: string, options?: ImageOptions): ImageAttributes;
