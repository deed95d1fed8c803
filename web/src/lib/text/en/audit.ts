type Named<Name extends string> = Record<Name, string>;

const actions = {
  bulk: 'Change many', create: 'Create', delete: 'Delete', empty: 'Empty', regenerate: 'Make anew', restore: 'Restore',
  rotate: 'Rotate', share: 'Share', sign: 'Sign', tag: 'Tag', test: 'Test', untag: 'Untag', update: 'Change', upload: 'Upload'
};
const resources = {
  album: 'Album', api_key: 'API key', bin: 'Bin', image: 'Image', settings: 'Settings', signing_key: 'Signing key',
  backup: 'Backup', tag: 'Tag', user: 'Profile', vendor_key: 'Vendor key'
};

export const audit = {
  title: 'Audit log',
  lead: 'Every change to your account: what, when, by whom and from where. Entries cannot be changed.',
  from: 'From',
  to: 'To',
  action: 'Action',
  resource: 'What',
  status: 'Result',
  all: 'All',
  show: 'Show',
  at: 'When',
  what: 'Change',
  who: 'By',
  you: 'You',
  address: 'Address',
  actions,
  resources,
  sentence: (action: string, resource: string) =>
    `${(actions as Named<string>)[action] ?? action} · ${(resources as Named<string>)[resource] ?? resource}`,
  statuses: { success: 'Done', failed: 'Refused' },
  none: 'Nothing has been changed yet',
  noneAdvice: 'Uploads, changes and deletions appear here within seconds.',
  noneMatch: 'No entry matches',
  noneMatchAdvice: 'Choose other days, or fewer filters.',
  more: 'Show older entries',
  csv: 'CSV',
  exporting: 'Export of the audit log'
};
