// The format of a variant: what the path asks for, else the best that the viewer takes (schema/negotiation.py).

// AVIF made fast is poor at flat art, so WebP goes first there.
export const FLAT_ART = /\.(?:apng|gif|png)$/i;
const REFUSED = /;\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)/;

export function formatOf(extension, request, image) {
  if (extension) {
    return extension.replace(/^(?:baseline-)?jpeg$/, 'jpg');
  }
  const items = acceptedItems(request.headers.accept);
  const preferred = FLAT_ART.test(image) ? ['webp', 'avif'] : ['avif', 'webp'];
  return preferred.find((format) => items.some((item) => isTaken(item, 'image/' + format))) || 'jpg';
}

// A header sent twice counts as one.
function acceptedItems(header) {
  const values = header ? header.multiValue || [header] : [];
  return values.map((one) => one.value).join(',').toLowerCase().split(',');
}

// Whether an item of an Accept header is this media type, and not with quality 0.
function isTaken(item, type) {
  return item.split(';')[0].trim() === type && !REFUSED.test(item);
}
