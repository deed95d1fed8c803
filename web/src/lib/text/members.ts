import { language } from '.';

/** Texts in the reader's language, for invitations to albums. */
export const members = language === 'de' ? (await import('./de/members')).members : (await import('./en/members')).members;
