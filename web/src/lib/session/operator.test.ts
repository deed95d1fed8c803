import { expect, test } from 'vitest';
import { isOperator } from './operator';

const kept = (claims: unknown) => ({
  access_token: `e30.${btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}.x`,
  profile: { sub: 's' }
});

test('an operator is who is in the group by the access token', () => {
  expect(isOperator(kept({ 'cognito:groups': ['people', 'operators'], name: '??>>' }))).toBe(true);
  expect(isOperator(kept({ 'cognito:groups': ['operators-not'] }))).toBe(false);
  expect(isOperator(kept({ 'cognito:groups': 'operators' }))).toBe(false);
  expect(isOperator(kept({}))).toBe(false);
  expect(isOperator({ access_token: 'opaque', profile: { sub: 's' } })).toBe(false);
  expect(isOperator(null)).toBe(false);
});
