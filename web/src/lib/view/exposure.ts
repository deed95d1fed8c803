import type { components } from '../api/schema';
import { decimal } from '../text';

type Exif = components['schemas']['Exif'];

/** How a photograph was exposed, like "1/250 s · f/2.8 · ISO 400 · 35 mm". Empty when nothing is known. */
export function exposure(exif: Exif): string {
  const { exposure_seconds: seconds, f_number: stop, iso, focal_length_mm: focal } = exif;
  return [seconds && shutter(seconds), stop && `f/${decimal(stop)}`, iso && `ISO ${iso}`, focal && `${decimal(focal)} mm`]
    .filter(Boolean)
    .join(' · ');
}

function shutter(seconds: number): string {
  if (seconds >= 0.4) return `${Number(seconds.toFixed(1))} s`;
  return `1/${Math.round(1 / seconds)} s`;
}
