// Which paths are looked at at all. Keys and paths stay one-to-one: what could be spelled in two ways is refused.

const MAX_PATH_LENGTH = 1024;
// Control characters, spaces, what is not ASCII, and the backslash.
export const UNSEEN = /[^\x21-\x7e]|\\/;
// Two slashes, and percent-encoding.
export const AMBIGUOUS = /\/\/|%/;

// A segment with the signs between options decoded: programs that build addresses like to percent-encode them.
export function unescaped(segment) {
  return segment.replace(/%(?:20|23|2c|3d)/gi, decodeURIComponent);
}

export function isSuspicious(path, ambiguous) {
  return isMalformed(path) || ambiguous.test(path);
}

// Other vendors' addresses are held to this much only: they may hold a whole encoded address with its two slashes.
export function isMalformed(path) {
  return path.length > MAX_PATH_LENGTH || path.charAt(0) !== '/' || path.includes('..') || UNSEEN.test(path);
}
