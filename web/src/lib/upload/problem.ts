import { ApiError } from '../api/ask';
import { sentence } from '../api/failure';
import { uploading } from '../text/uploading';

/** What becomes of an upload after a problem. */
export type Outcome = { state: 'offline' | 'held' | 'failed'; why: string };

/** The store's refusals, as Uppy tells them. */
type StoreError = Error & { status?: number; serviceCode?: string };

/** Decides what an upload does after a problem: a lost connection and an ended session are no failures. */
export function outcomeOf(problem: unknown): Outcome {
  if (problem instanceof ApiError) {
    if (problem.code === 'OFFLINE') return { state: 'offline', why: '' };
    if (problem.status === 401) return { state: 'held', why: '' };
    return { state: 'failed', why: sentence(problem) };
  }
  const { status, name, message } = problem as StoreError;
  if (status === undefined && /network|timed? ?out/i.test(`${name} ${message}`)) return { state: 'offline', why: '' };
  if (status === 403) return { state: 'failed', why: uploading.formExpired };
  if (status === 400 || status === 413) return { state: 'failed', why: uploading.refusals.too_large };
  return { state: 'failed', why: uploading.storeFailed };
}
