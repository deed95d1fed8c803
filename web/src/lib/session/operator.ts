import type { Kept } from './kept';

/** The group of the user pool whose members operate the installation. */
const GROUP = 'operators';

/** Whether who has signed in may operate the installation. It decides what is offered; the API decides what is allowed. */
export function isOperator(kept: Kept | null): boolean {
  const claims = kept?.access_token.split('.')[1];
  if (!claims) return false;
  const text = atob(claims.replaceAll('-', '+').replaceAll('_', '/'));
  const groups = (JSON.parse(text) as { 'cognito:groups'?: unknown })['cognito:groups'];
  return Array.isArray(groups) && groups.includes(GROUP);
}
