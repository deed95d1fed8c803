import { language } from '.';

/** Texts in the reader's language, for the page that shows them. */
export const webhooks = language === 'de' ? (await import('./de/webhooks')).webhooks : (await import('./en/webhooks')).webhooks;
