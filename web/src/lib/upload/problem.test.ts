import { expect, it } from 'vitest';
import { ApiError } from '../api/ask';
import { learnRefusals } from '../api/sentences';
import { outcomeOf } from './problem';

const refusal = (status: number, code: ApiError['code']) => new ApiError(status, code, '', undefined, undefined, undefined);
const store = (name: string, message: string, status?: number) => Object.assign(new Error(message), { name, status });

it('waits for the connection, whoever has lost it', () => {
  expect(outcomeOf(refusal(0, 'OFFLINE')).state).toBe('offline');
  expect(outcomeOf(store('S3NetworkError', 'Network error during S3 request')).state).toBe('offline');
});

it('waits for somebody to sign in', () => {
  expect(outcomeOf(refusal(401, 'UNAUTHORIZED')).state).toBe('held');
});

it('says what is wrong otherwise', async () => {
  await learnRefusals();
  expect(outcomeOf(refusal(403, 'FORBIDDEN'))).toMatchObject({ state: 'failed', why: expect.stringContaining('may not') });
  expect(outcomeOf(store('S3ServiceError', 'S3 returned 403', 403)).why).toMatch(/Try again/);
  expect(outcomeOf(store('S3ServiceError', 'S3 returned 503', 503)).state).toBe('failed');
});
