import type { components } from './schema';
import { learnRefusals } from './sentences';

export type Image = components['schemas']['ImageResource'];
export type UploadForm = components['schemas']['UploadForm'];
export type ErrorCode = components['schemas']['ErrorCode'];

type Reply<Data> = { data?: Data; error?: unknown; response: Response };

/** A refusal or failure of the API. `code` decides what a person is told. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode | 'OFFLINE' | 'UNKNOWN',
    message: string,
    readonly details: unknown,
    readonly requestId: string | undefined,
    /** Seconds, when the API says when to come back. */
    readonly wait: number | undefined
  ) {
    super(message);
  }
}

/** The data of a reply. Raises ApiError for any other. */
export async function ask<Data>(sent: Promise<Reply<Data>>): Promise<Data> {
  let reply: Reply<Data>;
  try {
    reply = await sent;
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === 'AbortError') throw problem;
    throw new ApiError(0, 'OFFLINE', 'no answer', undefined, undefined, undefined);
  }
  if (reply.response.ok) return reply.data as Data;
  await learnRefusals();
  throw errorOf(reply.response, reply.error);
}

function errorOf(response: Response, body: unknown): ApiError {
  const told = body as Partial<components['schemas']['ErrorBody']> | undefined;
  const wait = Number(response.headers.get('Retry-After'));
  return new ApiError(
    response.status,
    told?.error?.code ?? 'UNKNOWN',
    told?.error?.message ?? response.statusText,
    told?.error?.details,
    told?.request_id ?? response.headers.get('X-Request-Id') ?? undefined,
    Number.isFinite(wait) && wait > 0 ? wait : undefined
  );
}
