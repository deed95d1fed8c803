/** Calls something when the page has nothing else to do. Returns what ends that. */
export function atLeisure(run: () => void): () => void {
  if (!globalThis.requestIdleCallback) return until(setTimeout(run, 1000)); // Safari
  const asked = requestIdleCallback(run, { timeout: 5000 });
  return () => cancelIdleCallback(asked);
}

const until = (timer: ReturnType<typeof setTimeout>) => (): void => clearTimeout(timer);
