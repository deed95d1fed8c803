import { language } from '.';

/** What is told for each error code of the service, in the reader's language. */
export const refusals = language === 'de' ? (await import('./de/refusals')).refusals : (await import('./en/refusals')).refusals;
