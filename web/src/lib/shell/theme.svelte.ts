export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const REMEMBERED = 'theme';
const UNSENT = 'theme-unsent';
const themeIn = (key: string): Theme | undefined => THEMES.find((theme) => theme === localStorage.getItem(key));

/** Light, dark, or as the system says. This browser remembers it for its first paint; the account keeps it. */
class ThemeChoice {
  chosen = $state<Theme>('system');

  constructor() {
    this.#show();
    addEventListener('storage', ({ key }) => key === REMEMBERED && this.#show()); // chosen in another tab
  }

  /** A choice that the account does not have yet. */
  get unsent(): Theme | undefined {
    return themeIn(UNSENT);
  }

  /** Chooses here; `settings/remembered` tells the account. */
  choose(theme: Theme): void {
    localStorage.setItem(UNSENT, theme);
    this.follow(theme);
  }

  /** Shows what the account says. */
  follow(theme: Theme): void {
    localStorage.setItem(REMEMBERED, theme);
    this.#show();
  }

  /** The account has this choice now. */
  sent(theme: Theme): void {
    if (this.unsent === theme) localStorage.removeItem(UNSENT);
  }

  #show(): void {
    this.chosen = themeIn(REMEMBERED) ?? 'system';
    if (this.chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.chosen;
  }
}

export const theme = new ThemeChoice();
