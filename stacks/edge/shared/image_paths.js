// The grammar of image paths: that of schema/names.py and schema/formats.py; tests hold them together.

export const RESERVED_OWNERS =
  /^(?:\.well-known|_auth-check|_foreign|_gateway|admin|api|app|assets|auth|docs|favicon\.ico|health|hooks|i|login|p|robots\.txt|s|static|u)$/;
export const SLUG = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const FILENAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
export const SOURCE_EXTENSIONS = /\.(?:apng|avif|bmp|gif|heic|heif|hif|ico|jfif|jif|jpe|jpeg|jpg|pjp|pjpeg|png|tif|tiff|webp)$/i;
// A private image: its id, and the one extension that its content type has.
export const PRIVATE_IMAGE = /^img_[0-9A-HJKMNP-TV-Z]{26}\.(?:avif|bmp|gif|heic|ico|jpg|png|tif|webp)$/;

// /{owner}/{album}/{filename}[/{variant}], without its first slash and split at the others
export function isImagePath(parts) {
  return (
    (parts.length === 3 || parts.length === 4) &&
    SLUG.test(parts[0]) &&
    !RESERVED_OWNERS.test(parts[0]) &&
    SLUG.test(parts[1]) &&
    FILENAME.test(parts[2]) &&
    SOURCE_EXTENSIONS.test(parts[2])
  );
}
