export const notices = {
  title: 'Notices by e-mail',
  lead: 'What happens while you are not looking, to the address that you sign in with. Several of a kind within an hour come in one letter.',
  noSender: 'This installation sends no mails yet. Your choice counts as soon as its operator has set up a sender.',
  about: { account: 'Account', library: 'Backup and import', domains: 'Domains', images: 'Images' },
  kinds: {
    api_key_created: 'API key created',
    account_deletion_requested: 'Deletion of the account asked for',
    quota_reached: 'Plan nearly used up',
    backup_failed: 'Backup failed',
    restore_finished: 'Restore finished',
    import_finished: 'Import finished',
    domain_verified: 'Domain ready',
    domain_failed: 'Domain failed',
    image_rejected: 'Image rejected',
    image_flagged: 'Image flagged'
  },
  hints: {
    api_key_created: 'Whoever has a key can use your account.',
    account_deletion_requested: 'You have 30 days to keep it.',
    quota_reached: 'At 80 % and at 100 % of its images.',
    backup_failed: 'After three bad nights in a row.',
    restore_finished: 'With what could not be restored.',
    import_finished: 'With what was not imported, and why.',
    domain_verified: 'Your images are served under it.',
    domain_failed: 'With what is missing.',
    image_rejected: 'Its file was refused, or the review has decided so.',
    image_flagged: 'Somebody should look at it.'
  }
};
