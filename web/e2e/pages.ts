/** Every page of the application, once: the accessibility test and the screenshots go through this list. */
export type AppPage = {
  name: string;
  path: string;
  /** The heading that says that the page is there. */
  heading: RegExp;
  /** For strangers. */
  isOpen?: boolean;
};

/** `{image}` and `{album}` stand for one of the owner's own. A new page is a line here. */
export const PAGES: readonly AppPage[] = [
  { name: 'sign-in', path: '/app/sign-in', heading: /Your images/, isOpen: true },
  { name: 'dashboard', path: '/app', heading: /Dashboard|Recent uploads|Welcome|Good/ },
  { name: 'images', path: '/app/images', heading: /Images/ },
  { name: 'viewer', path: '/app/images/{image}', heading: /.+/ },
  { name: 'albums', path: '/app/albums', heading: /Albums/ },
  { name: 'album', path: '/app/albums/{album}', heading: /.+/ },
  { name: 'tags', path: '/app/tags', heading: /Tags/ },
  { name: 'bin', path: '/app/bin', heading: /Bin/ },
  { name: 'statistics', path: '/app/stats', heading: /Statistics/ },
  { name: 'not-found', path: '/app/nowhere', heading: /Page not found/ }
];
