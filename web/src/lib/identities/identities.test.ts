import { expect, test } from 'vitest';
import { toldBy } from './identities';

test.each([
  ['', null],
  ['#delete-account', null],
  ['#linked=', null],
  ['#linked=aB-_9', { code: 'aB-_9' }],
  ['#failed=no_address', { failed: 'no_address' }],
  ['#failed=ended', { failed: 'ended' }],
  ['#failed=server_error', { failed: 'github' }],
  ['#failed=constructor', { failed: 'github' }]
])('the address says %s', (hash, told) => {
  expect(toldBy(hash)).toEqual(told);
});
