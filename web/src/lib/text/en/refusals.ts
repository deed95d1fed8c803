/** What a person is told: what happened, what is safe, what to do. */
export type Say = (seconds: number | undefined) => { title: string; advice: string };

const wait = (seconds: number | undefined) =>
  seconds === undefined ? 'in a moment' : seconds < 90 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} minutes`;

/** What is told for each error code of the service. It loads with the first refusal. */
export const refusals = {
  VALIDATION_ERROR: () => ({ title: 'The service did not accept this', advice: 'Nothing was changed. Check what you entered.' }),
  UNAUTHORIZED: () => ({ title: 'You are signed out', advice: 'Nothing was changed. Sign in again to go on.' }),
  FORBIDDEN: () => ({ title: 'You may not do this', advice: 'Nothing was changed. Ask the owner of this installation for the right.' }),
  NOT_FOUND: () => ({
    title: 'This is not here any more',
    advice: 'It may have been deleted or moved, perhaps in another tab. Deleted images stay in the bin for a while.'
  }),
  METHOD_NOT_ALLOWED: () => ({ title: 'This cannot be done here', advice: 'Nothing was changed. Reload the page: it may be an old one.' }),
  ALREADY_RUNNING: () => ({ title: 'This is already under way', advice: 'It goes on by itself. Wait until it has ended.' }),
  CONFLICT: () => ({
    title: 'This collides with something',
    advice: 'Nothing was changed. The name is taken, or somebody changed the same thing. Look again, then repeat it.'
  }),
  SOURCE_FAILED: () => ({
    title: 'The address gives no file',
    advice: 'Nothing was uploaded. Open the address in a browser to see whether it works, or upload the file itself.'
  }),
  WRONG_RECOVERY_KEY: () => ({
    title: 'The backup does not open',
    advice: 'Nothing was restored or changed. It is encrypted: enter the recovery key that was shown when encryption was turned on.'
  }),
  PATH_TAKEN: () => ({ title: 'Another image has this name', advice: 'Both images are safe. Choose another name or album.' }),
  ALBUM_NOT_EMPTY: () => ({ title: 'The album still holds images', advice: 'Nothing was deleted. Move or delete its images first.' }),
  NOT_READY: () => ({ title: 'The image is still being prepared', advice: 'It is safe. Try again in a moment.' }),
  TAKEN_DOWN: () => ({ title: 'This was taken down', advice: 'The operator of this installation has decided so. Ask them for the reason.' }),
  WITHHELD: () => ({ title: 'The image is held back', advice: 'It needs a verdict, or somebody has to approve it.' }),
  HANDLE_TAKEN: () => ({ title: 'Somebody has this name', advice: 'Your own name is unchanged. Choose another one.' }),
  INSUFFICIENT_CREDITS: () => ({ title: 'There are not enough credits', advice: 'Nothing was charged or begun. Buy credits, or choose something that takes less.' }),
  BALANCE_FROZEN: () => ({ title: 'Credits are frozen', advice: 'A payment is disputed. Nothing was charged. Ask the operator.' }),
  QUOTA_EXCEEDED: () => ({ title: 'Your plan has no room for more', advice: 'Nothing was added. Delete what you do not need, or ask the operator for a larger plan.' }),
  ACCOUNT_CLOSING: () => ({ title: 'This account is going to be deleted', advice: 'You can read everything and change nothing until you take the deletion back.' }),
  ACCOUNT_SUSPENDED: () => ({ title: 'This account is suspended', advice: 'You can read everything and change nothing. Ask the operator.' }),
  FEATURE_OFF: () => ({ title: 'This installation does not have that', advice: 'Nothing was changed. Its operator can switch it on.' }),
  LIMIT_REACHED: () => ({ title: 'There is no room for another one', advice: 'Nothing was changed. Remove one that you do not need.' }),
  IDENTITY_TAKEN: () => ({
    title: 'This login signs in to another account',
    advice: 'Nothing was changed. Remove it there first, or link another login.'
  }),
  IDENTITY_IN_USE: () => ({
    title: 'This login has an account of its own',
    advice: 'Nothing was changed. Sign in with it, export what you need, delete the rest, then link it here.'
  }),
  IDENTITY_NEEDED: () => ({
    title: 'This sign-in stays',
    advice: 'The account was made with it, so that there is always a way in. It goes with the account.'
  }),
  IDEMPOTENCY_CONFLICT: () => ({ title: 'This was sent twice', advice: 'It is done once at most. Reload the page to see the result.' }),
  GONE: () => ({ title: 'This has expired', advice: 'It is not served any more. Its owner can give it a later date.' }),
  PRECONDITION_FAILED: () => ({
    title: 'This was changed somewhere else',
    advice: 'The other change is safe, yours is not saved. Look at both, and save again.'
  }),
  PAYLOAD_TOO_LARGE: () => ({ title: 'The file is too large', advice: 'At most 50 MB are taken. Make it smaller, then upload it again.' }),
  UNSUPPORTED_MEDIA_TYPE: () => ({
    title: 'This kind of file is not supported',
    advice: 'Nothing was uploaded. Export it as JPEG, PNG or WebP.'
  }),
  VARIANT_TOO_LARGE: () => ({ title: 'This size is too large to make', advice: 'The original is safe. Choose a smaller size.' }),
  RATE_LIMIT_EXCEEDED: (seconds: number | undefined) => ({
    title: 'Too many requests',
    advice: `Nothing is lost. Try again ${wait(seconds)}.`
  }),
  BUDGET_REACHED: () => ({
    title: 'Uploads are paused',
    advice: 'This month’s budget of the installation is used up. Your images are safe. Ask the operator, or try again next month.'
  }),
  INTERNAL_ERROR: () => ({ title: 'Something went wrong here', advice: 'Your images are safe. Try again.' }),
  SERVICE_UNAVAILABLE: (seconds: number | undefined) => ({
    title: 'Not available at the moment',
    advice: `Your images are safe. Try again ${wait(seconds)}.`
  })
} satisfies Record<string, Say>;
