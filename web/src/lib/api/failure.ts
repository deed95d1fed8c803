import { ApiError } from './ask';
import { sayOf } from './sentences';

/** What a person is told: what happened, and what is safe or can be done. */
export type Failure = { title: string; advice: string; reason?: string; requestId?: string };

export function failureOf(problem: unknown): Failure {
  if (!(problem instanceof ApiError)) return sayOf('UNKNOWN')(undefined);
  return { ...sayOf(problem.code)(problem.wait), reason: reasonOf(problem), requestId: problem.requestId };
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
