import { KINDS, type Choice, type Kind } from './snippets';

const REMEMBERED = 'copy-as';

/** What this device remembers. Without `host`, the account's own default counts; an empty one is the installation's name. */
type Kept = { kind: Kind; size: string; host?: string };

/** What is copied in one click, on this device: as which kind, at which size, and under which domain. */
class CopyChoice implements Choice {
  #now = $state.raw<Kept>(remembered());
  /** The owner's domains that images are served under, as the API said last. Until then addresses are written without. */
  hosts = $state.raw<readonly string[]>([]);
  /** That of the settings. */
  usual = $state.raw<string | null>(null);

  get kind(): Kind {
    return this.#now.kind;
  }

  get size(): string {
    return this.#now.size;
  }

  /** Null as well where the domain that was chosen is served no more: what is copied has to work. */
  get host(): string | null {
    const wanted = this.#now.host ?? this.usual;
    return this.hosts.find((each) => each === wanted) ?? null;
  }

  set kind(kind: Kind) {
    this.#keep({ ...this.#now, kind });
  }

  set size(size: string) {
    this.#keep({ ...this.#now, size });
  }

  set host(host: string | null) {
    this.#keep({ ...this.#now, host: host ?? '' });
  }

  /** From now on as the account has it. */
  forgetHost(): void {
    const { host: _, ...rest } = this.#now;
    this.#keep(rest);
  }

  #keep(choice: Kept): void {
    this.#now = choice;
    localStorage.setItem(REMEMBERED, JSON.stringify(choice));
  }
}

function remembered(): Kept {
  const first = { kind: 'address' as const, size: 'original' };
  try {
    const kept = { ...first, ...JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') };
    return KINDS.includes(kept.kind) ? kept : first;
  } catch {
    return first; // whatever stands there was not written by this version
  }
}

export const copyChoice = new CopyChoice();
