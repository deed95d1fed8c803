/** Signing in, out, and on. */
export const session = {
  signOut: 'Sign out',
  theme: 'Theme',
  light: 'Light',
  dark: 'Dark',
  system: 'As the system',
  ended: 'Your session has ended',
  endedAdvice: 'Nothing is lost. Sign in again, and your work on this page goes on where it is.',
  again: 'Sign in again',
  beside: 'A small window opens for this.',
  notNow: 'Not now',
  noWindow: 'The sign-in window was closed or blocked. Allow pop-up windows for this page, or sign in here and come back to this address.',
  here: 'Sign in here'
};
