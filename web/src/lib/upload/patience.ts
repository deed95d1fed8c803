import { ApiError } from '../api/ask';

/**
 * Asks again when the API says for how long to wait. `told` gets the seconds, and null once it goes on. Raises whatever else the
 * API answers, and the signal's reason.
 */
export async function patient<Data>(
  ask: () => Promise<Data>,
  { told, signal }: { told: (seconds: number | null) => void; signal?: AbortSignal }
): Promise<Data> {
  for (;;) {
    try {
      return await ask();
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.status !== 429 || problem.wait === undefined) throw problem;
      told(problem.wait);
      await pause(problem.wait * 1000, signal);
      told(null);
    }
  }
}

/** Resolves after some milliseconds. Raises the signal's reason when it ends earlier. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
