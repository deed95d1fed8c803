export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const REMEMBERED = 'theme';

/** Light, dark, or as the system says; this browser remembers it. */
class ThemeChoice {
  chosen = $state<Theme>('system');

  constructor() {
    const kept = localStorage.getItem(REMEMBERED);
    this.choose(THEMES.find((theme) => theme === kept) ?? 'system');
  }

  choose(theme: Theme): void {
    this.chosen = theme;
    localStorage.setItem(REMEMBERED, theme);
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
}

export const theme = new ThemeChoice();
