const ADDRESS = /^https?:\/\/[^\s/]+\.[^\s]+$/i;

/** The addresses in a text that is nothing but a list of them, each once; none for any other text. */
export function addressesIn(words: string): string[] {
  const found = words.split(/\s+/).filter(Boolean);
  return found.every((each) => ADDRESS.test(each)) ? [...new Set(found)] : [];
}

/** What a picture at an address is called, until the service says better. */
export function nameAt(address: string): string {
  const { pathname, host } = new URL(address);
  const end = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(end) || host;
  } catch {
    return end; // no valid encoding
  }
}
