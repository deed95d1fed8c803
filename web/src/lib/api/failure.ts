import { text } from '../text';
import { ApiError } from './ask';

type Say = (wait: number | undefined) => { title: string; advice: string };

/** What a person is told: what happened, and what is safe or can be done. */
export type Failure = { title: string; advice: string; reason?: string; requestId?: string };

export function failureOf(problem: unknown): Failure {
  if (!(problem instanceof ApiError)) return text.failures.UNKNOWN();
  // An API that is newer than this page may have codes of its own.
  const known = (text.failures as Partial<Record<string, Say>>)[problem.code] ?? text.failures.UNKNOWN;
  return { ...known(problem.wait), reason: reasonOf(problem), requestId: problem.requestId };
}

/** What the API says about the entry that it refused, in its own words. */
function reasonOf(problem: ApiError): string | undefined {
  if (problem.code !== 'VALIDATION_ERROR' && problem.code !== 'UNKNOWN') return undefined;
  const { problems } = (problem.details ?? {}) as { problems?: { where: string; problem: string }[] };
  const first = problems?.[0];
  return first ? `${first.where}: ${first.problem}` : problem.message || undefined;
}

/** The failure in one line. */
export function sentence(problem: unknown): string {
  const { title, advice } = failureOf(problem);
  return `${title}. ${advice}`;
}
