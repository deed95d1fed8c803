import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';

type Standing = components['schemas']['BrakeResource'];

/** What the bill brake stops for everybody: for the note on every page, and the page of costs. */
class Brake {
  #now = $state.raw<Standing | null>(null);

  /** When uploads are taken again without anybody doing something. Null while they are taken. */
  get stoppedUntil(): string | null {
    return this.#now && !this.#now.takes_uploads ? (this.#now.ends_at ?? null) : null;
  }

  follow(standing: Standing): void {
    this.#now = standing;
  }

  /** Raises ApiError. */
  async look(): Promise<void> {
    this.follow(await ask(api.GET('/v1/brake')));
  }
}

export const brake = new Brake();
