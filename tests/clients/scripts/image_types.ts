// What a page written in TypeScript may say to the npm package, and what it may not.
import { atWidth, imageAttributes, preset, transform, type ImageAttributes } from '@pixelflare/image';
import loader from '@pixelflare/image/next';

const src = 'https://img.example.com/k3x/trip/beach.jpg';
const image: ImageAttributes = imageAttributes(src, { width: 1300, height: 650, alt: 'A beach' });
export const addresses: string[] = [image.srcset, atWidth(src, 300, { format: 'webp' }), preset(src, 'thumb'), loader({ src, width: 640 })];
transform(src, { width: 300, fit: 'cover', gray: true, quality: 'auto' });

/** Only looked at by the compiler. */
export function refused(): void {
  // @ts-expect-error there is no such option
  transform(src, { widht: 300 });
  // @ts-expect-error there is no such fit
  transform(src, { fit: 'stretch' });
}
