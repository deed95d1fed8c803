import { count, moment } from '../format';

/** Words for the deletion of an account. */
export const leaving = {
  title: 'Delete the account',
  lead: 'Everything goes with it. You have 30 days to change your mind.',
  gone: 'What is removed for good',
  images: (n: number, bin: number) => (bin ? `${images(n)}, and ${count(bin)} in the bin` : images(n)),
  addresses: 'Every address of them: pages that show your pictures show none',
  albums: (n: number) => (n === 1 ? '1 album, its links and its members' : `${count(n)} albums, their links and their members`),
  rest: 'API keys, webhooks, custom domains, settings, statistics, and your sign-in',
  kept: 'What you have backed up in a bucket of your own stays. So does the audit log, for the operator.',
  delete: 'Delete the account…',
  question: 'Delete this account?',
  body: (n: number) => `${images(n)} and everything else go for good in 30 days. Until then you can read everything, and change nothing unless you take this back.`,
  action: 'Delete the account',
  closing: (iso: string) => `This account is going to be deleted on ${moment(iso)}`,
  closingHint: 'Until then everything can be seen, and nothing can be changed. Pictures are served as before.',
  keep: 'Keep my account',
  stays: 'Your account stays. Changes are possible again within a minute.',
  details: 'Details'
};

function images(n: number): string {
  return n === 1 ? '1 image' : `${count(n)} images`;
}
