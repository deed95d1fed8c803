import { count } from '../format';

export const review = {
  lead: 'Pictures that wait for your decision. A held one is shown to nobody until you approve it.',
  states: { held: 'Held', flagged: 'Flagged' } as Record<string, string>,
  approve: 'Approve',
  reject: 'Reject',
  approveName: (name: string) => `Approve ${name}`,
  rejectName: (name: string) => `Reject ${name}`,
  approved: (n: number) => (n === 1 ? '1 image approved' : `${count(n)} images approved`),
  rejected: (n: number) => (n === 1 ? '1 image rejected' : `${count(n)} images rejected`),
  choose: (name: string) => `Select ${name}`,
  chosen: (n: number) => `${count(n)} selected`,
  show: (name: string) => `Show ${name}`,
  reveal: 'Show all pictures',
  hide: 'Blur all pictures',
  more: 'Show more',
  none: 'Nothing waits for a decision',
  noneAdvice: 'Pictures that a model flags appear here.'
};
