const RECENT = 'searches-recent';
const SAVED = 'searches-saved';
const MOST_RECENT = 8;
const MOST_SAVED = 50;

/** The searches of a person in this browser: the last ones, and those to keep. */
export class KeptSearches {
  recent = $state.raw<readonly string[]>([]);
  saved = $state.raw<readonly string[]>([]);

  /** `owner` keeps the searches of people who share a browser apart. */
  constructor(
    private readonly owner: string,
    private readonly storage: Storage = localStorage
  ) {
    this.recent = this.#read(RECENT);
    this.saved = this.#read(SAVED);
  }

  remember(query: string): void {
    const words = query.trim();
    if (!words) return;
    this.recent = [words, ...this.recent.filter((each) => each !== words)].slice(0, MOST_RECENT);
    this.#write(RECENT, this.recent);
  }

  forget(): void {
    this.recent = [];
    this.#write(RECENT, this.recent);
  }

  isSaved(query: string): boolean {
    return this.saved.includes(query.trim());
  }

  toggle(query: string): void {
    const words = query.trim();
    this.saved = this.isSaved(words) ? this.saved.filter((each) => each !== words) : [words, ...this.saved].slice(0, MOST_SAVED);
    this.#write(SAVED, this.saved);
  }

  #read(name: string): string[] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(`${name}:${this.owner}`) ?? '[]');
      return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
    } catch {
      return []; // something else wrote there
    }
  }

  #write(name: string, queries: readonly string[]): void {
    this.storage.setItem(`${name}:${this.owner}`, JSON.stringify(queries));
  }
}
