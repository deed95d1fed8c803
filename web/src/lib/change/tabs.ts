/** This browser's tabs tell each other that something in the library has changed, without saying what. */
const channel = globalThis.BroadcastChannel ? new BroadcastChannel('pixelflare-changes') : null;

/** Tells the other tabs. */
export function tellTabs(): void {
  channel?.postMessage('changed');
}

/** Runs when another tab has changed something. Returns what ends that. */
export function hearTabs(act: () => void): () => void {
  channel?.addEventListener('message', act);
  return () => channel?.removeEventListener('message', act);
}
