import { api } from '../api/client';
import { ask } from '../api/ask';
import { readUser, type User } from '../settings/account';

/** Whether the account is going to be deleted, and when: for the profile, and the note on every page. */
class Closing {
  deletesAt = $state<string | null>(null);

  /** What the API has said last of the account. */
  follow(user: User): void {
    this.deletesAt = user.deletes_at ?? null;
  }

  async look(): Promise<void> {
    this.follow(await readUser());
  }

  /** Raises ApiError. */
  async request(confirm: string): Promise<void> {
    this.follow(await ask(api.DELETE('/v1/me', { params: { query: { confirm } } })));
  }

  /** Raises ApiError. */
  async takeBack(): Promise<void> {
    this.follow(await ask(api.POST('/v1/me/restore')));
  }
}

export const closing = new Closing();
