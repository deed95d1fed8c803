import base from './playwright.config';

/** `make screenshots`: no test, but every page as it looks, to be looked at. */
export default { ...base, testDir: 'e2e', testMatch: 'screenshots.ts', timeout: 3_600_000 };
