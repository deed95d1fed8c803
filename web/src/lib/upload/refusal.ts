const LARGEST_BYTES = 50 * 1024 * 1024;
const LONGEST_NAME = 255;
const TAKEN = /\.(jpe?g|jpe|jfif|jif|pjpe?g|png|apng|gif|webp|avif|heic|heif|hif|tiff?|bmp|ico)$/i;

/** Why a file is not worth sending. */
export type Refusal = 'empty' | 'too_large' | 'vector_graphic' | 'unsupported_type' | 'name_too_long';

/** What can be seen before a byte is sent, or null. The server decides by the bytes. */
export function refusalOf(file: Pick<File, 'name' | 'type' | 'size'>): Refusal | null {
  if (/svg/i.test(file.type) || /\.svgz?$/i.test(file.name)) return 'vector_graphic';
  if (!file.type.startsWith('image/') && !TAKEN.test(file.name)) return 'unsupported_type';
  if (file.size === 0) return 'empty';
  if (file.size > LARGEST_BYTES) return 'too_large';
  return [...file.name].length > LONGEST_NAME ? 'name_too_long' : null;
}
