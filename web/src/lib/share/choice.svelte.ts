import { KINDS, type Kind } from './snippets';

const REMEMBERED = 'copy-as';

/** What is copied in one click, on this device: as which kind, and at which size. */
class CopyChoice {
  #now = $state.raw<{ kind: Kind; size: string }>(remembered());

  get kind(): Kind {
    return this.#now.kind;
  }

  get size(): string {
    return this.#now.size;
  }

  set kind(kind: Kind) {
    this.#keep({ ...this.#now, kind });
  }

  set size(size: string) {
    this.#keep({ ...this.#now, size });
  }

  #keep(choice: { kind: Kind; size: string }): void {
    this.#now = choice;
    localStorage.setItem(REMEMBERED, JSON.stringify(choice));
  }
}

function remembered(): { kind: Kind; size: string } {
  const first = { kind: 'address' as const, size: 'original' };
  try {
    const kept = { ...first, ...JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') };
    return KINDS.includes(kept.kind) ? kept : first;
  } catch {
    return first; // whatever stands there was not written by this version
  }
}

export const copyChoice = new CopyChoice();
