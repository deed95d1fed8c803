type Named<Name extends string> = Record<Name, string>;

const actions = {
  accept: 'Accept', accept_invitation: 'Accept an invitation', add_image: 'Add a picture', decline: 'Decline',
  decline_invitation: 'Decline an invitation', invite: 'Invite', leave: 'Leave', remove_image: 'Take back a picture',
  analyze: 'Recognise', begin: 'Begin', link: 'Link', unlink: 'Unlink', approve: 'Approve', bulk: 'Change many', correct: 'Correct', create: 'Create', decide: 'Decide',
  delete: 'Delete', empty: 'Empty', expire: 'Expire', hold: 'Hold back', judge: 'Judge', notify: 'Notify',
  publish: 'Publish', purge: 'Remove for good', reanalyze: 'Recognise again', regenerate: 'Make anew', reject: 'Reject',
  remove_abandoned: 'Remove what never arrived', remove_orphans: 'Remove leftovers',
  remove_redirect: 'Remove an old address', remove_tag: 'Remove an unused tag', repair: 'Repair', restore: 'Restore',
  resume: 'Lift the suspension', review: 'Decide', rotate: 'Rotate', set_plan: 'Set the plan', share: 'Share', sign: 'Sign',
  suspend: 'Suspend', sweep: 'Clear up', tag: 'Tag', take_down: 'Take down', undo_takedown: 'Undo a takedown', test: 'Test', untag: 'Untag', update: 'Change', upload: 'Upload'
};
const resources = {
  album: 'Album', invitation: 'Invitation', member: 'Member of an album', shared_album: 'Album of somebody else', api_key: 'API key', backup: 'Backup', bin: 'Bin', identity: 'Sign-in', image: 'Image', owner: 'Account', settings: 'Settings',
  report: 'Report', share: 'Link to an album', signing_key: 'Signing key', tag: 'Tag', user: 'Profile', vendor_key: 'Vendor key'
};
const actors = { user: 'You', system: 'Pixelflare', operator: 'Operator', upload: 'An upload’s token' };

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
  address: 'Address',
  actions,
  resources,
  actor: (name: string) => (actors as Named<string>)[name] ?? name,
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
