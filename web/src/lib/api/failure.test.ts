import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { de } from '../text/de';
import { refusals as germanRefusals } from '../text/de/refusals';
import { en } from '../text/en';
import { refusals, type Say } from '../text/en/refusals';
import { ApiError, type ErrorCode } from './ask';
import { failureOf } from './failure';
import { learnRefusals } from './sentences';

const document = JSON.parse(readFileSync('../schema/openapi.json', 'utf8'));
const CODES: ErrorCode[] = document.components.schemas.ErrorCode.enum;

function problem(code: string, details?: unknown): ApiError {
  return new ApiError(400, code as ErrorCode, 'said by the API', details, 'req_1', 30);
}

describe.each([
  ['en', { ...refusals, ...en.failures }],
  ['de', { ...germanRefusals, ...de.failures }]
])('in %s', (_, sentences) => {
  it.each([...CODES, 'OFFLINE', 'UNKNOWN'])('%s says what happened, and what is safe or can be done', (code) => {
    const { title = '', advice = '' } = (sentences as Partial<Record<string, Say>>)[code]?.(30) ?? {};
    expect(title).toMatch(/\S+ \S+/);
    expect(advice).toMatch(/\w.*\.$/);
    expect(advice).not.toBe(title);
  });
});

it('knows the codes of the contract', () => {
  expect(CODES).toContain('RATE_LIMIT_EXCEEDED');
});

it('says how long to wait', async () => {
  await learnRefusals();
  expect(failureOf(problem('RATE_LIMIT_EXCEEDED')).advice).toContain('30 s');
});

it('does not fail over a code that came later', () => {
  expect(failureOf(problem('SOMETHING_NEW'))).toMatchObject({ title: en.failures.UNKNOWN().title, requestId: 'req_1' });
});

it('names the entry that the API refused', () => {
  expect(failureOf(problem('VALIDATION_ERROR', { problems: [{ where: 'handle', problem: 'too short' }] })).reason).toBe(
    'handle: too short'
  );
  expect(failureOf(problem('VALIDATION_ERROR')).reason).toBe('said by the API');
});
