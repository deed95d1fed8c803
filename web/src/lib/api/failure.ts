import { text } from '../text';
import { ApiError } from './ask';

type Say = (wait: number | undefined) => { title: string; advice: string };

/** What a person is told: what happened, and what is safe or can be done. */
export type Failure = { title: string; advice: string; requestId?: string };

export function failureOf(problem: unknown): Failure {
  if (!(problem instanceof ApiError)) return text.failures.UNKNOWN();
  const known: Say = text.failures[problem.code];
  return { ...known(problem.wait), requestId: problem.requestId };
}

/** The failure in one line. */
export function sentence(problem: unknown): string {
  const { title, advice } = failureOf(problem);
  return `${title}. ${advice}`;
}
