import type { Detail, Domain, Reason } from '../../domains/domains';

type Facts = { host: string; target: string };

const details: Record<Detail, (facts: Facts) => string> = {
  not_checked: () => 'Create the two records below. They are looked for in a minute.',
  txt_missing: () => 'The TXT record is not there yet.',
  txt_wrong: () => 'The TXT record has another value. Add one with the value below.',
  cname_missing: ({ target }) => `The name leads nowhere yet. Create the CNAME record to ${target}.`,
  cname_elsewhere: ({ target }) => `The name leads elsewhere. Change its record to a CNAME to ${target}.`,
  apex_address: ({ host, target }) =>
    `The top of a domain can't have a CNAME. Use an ALIAS record to ${target} if your DNS provider has them, or a name like images.${host}.`,
  name_unknown: ({ host }) => `DNS does not know ${host} yet. New records can take an hour to be seen.`,
  dns_failure: () => 'The name servers of the domain answer with a failure. Ask your DNS provider, or check DNSSEC.',
  dns_timeout: () => 'The name servers of the domain do not answer. They are asked again.',
  held_by_another: () => 'Another user has proven this name, and still has the TXT record. Remove that record to take over.',
  being_handed_over: () => 'The name is yours, and is taken down for its last owner. That takes some minutes.',
  used_elsewhere: () => 'Another CloudFront distribution has this name. Remove it there, and verify again.',
  installation_full: () => 'This installation has no room for another domain. Ask its operator.',
  certificate_pending: () => 'The records are right. The certificate is being issued, which takes some minutes.',
  certificate_refused: () => 'The certificate was not issued. Check that no CAA record excludes amazon.com, and verify again.',
  deploying: () => 'The certificate is there. The domain is being brought to all edge locations.',
  active: ({ host }) => `Your images are served at https://${host}/.`,
  led_away: () => 'The records led elsewhere for three days, so the domain is no longer served. Set them again, and verify again.',
  taken_over: () => 'Another user has proven this name since, so it is no longer served for you.'
};
const statuses: Record<Domain['status'], string> = { pending: 'Pending', verified: 'Verified', failed: 'Failed' };
const reasons: Record<Reason, string> = {
  address: 'Give the name alone, like images.example.com, without https:// and path.',
  wildcard: 'A wildcard does not work. Add each name by itself.',
  ip_address: 'An IP address does not work. Give a name.',
  one_label: 'A name has at least two parts, like images.example.com.',
  no_host_name: 'This is no host name. Letters, digits and hyphens are allowed, with dots between the parts.',
  ours: 'This name belongs to this installation or to AWS.',
  public_suffix: 'Others register names under this one. Give a name of your own.'
};

export const domains = {
  lead: 'Serve your images under a name of your own, like https://images.example.com/trips/beach.jpg. You prove that it is yours by two records at your DNS provider.',
  name: 'Host name',
  nameHint: 'A name below your domain, such as images.example.com.',
  add: 'Add domain',
  usual: 'Copied addresses begin with',
  usualHint: 'Also the embed code that programs ask for. Private images keep their signed addresses. Where you copy, you can choose another.',
  usualSaved: 'Copied addresses begin with it from now on',
  none: 'No domains yet',
  noneAdvice: 'Add a name of yours, and this page shows the records that it needs.',
  off: 'Custom domains are off',
  offAdvice: 'The operator of this installation can switch them on.',
  quota: 'Your plan has no room for another domain.',
  limit: 'You have as many domains as one can have. Remove one first.',
  taken: 'You have this domain already, or it is still being taken down.',
  statuses,
  details,
  reasons,
  outOfTime: 'It was not ready in time.',
  records: 'Records to create',
  recordsOf: (host: string) => `Records of ${host}`,
  showRecords: 'Show its records',
  type: 'Type',
  recordName: 'Name',
  value: 'Value',
  checked: (ago: string) => `Last looked at ${ago}`,
  next: (moment: string) => `Next look: ${moment}`,
  until: (moment: string) => `Gives up: ${moment}`,
  since: (day: string) => `Served since ${day}`,
  verify: 'Verify again',
  verifying: 'The records are being looked for',
  remove: 'Remove',
  removeTitle: (host: string) => `Remove ${host}?`,
  removeBody: 'Addresses under this name stop working some minutes later. Your images stay, and keep their other addresses.'
};
