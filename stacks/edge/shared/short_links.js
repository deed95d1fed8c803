// What may stand behind a short link: options by all their names (schema/addresses/option_values.py; tests hold the two
// together), the version, a signature, and ImageKit's `tr`. A cache policy takes 10 names only, so the list is here.

const NAMES =
  'w h dpr fit enlarge g zoom trim rotate flip pad border bg br co sat gamma gray blur sharpen wm wmt wmg wms wmo q ' +
  'compression meta anim frame f width height quality format gravity brightness contrast saturation background metadata ' +
  'grayscale greyscale grey watermark v s exp tr';
// CloudFront takes no spaces, control characters and fragments in a query that a function returns.
const VALUE = /^[!-"$-~]*$/;

// The parameters of a query that mean something, as they were sent and in their order; nothing when none does.
export function sharedQuery(query) {
  const names = NAMES.split(' ');
  const isMeant = (item) => names.includes(item.split('=')[0].toLowerCase()) && VALUE.test(item);
  return (query || '').split('&').filter(isMeant).join('&');
}
