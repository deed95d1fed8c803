import { signRequestsWith } from '../api/client';
import { hasEnded, keptIn, type Kept } from './kept';

const oidc = () => import('./oidc');

/** Who is signed in. The tokens are in sessionStorage, so they end with the tab. */
export class Session {
  user = $state.raw<Kept | null>(null);
  /** Whether work waits until somebody signs in again. */
  isEnded = $state(false);
  #renewal: Promise<boolean> | null = null;
  #answer: ((isBack: boolean) => void) | null = null;

  /** What the person is called here. */
  get name(): string {
    const { email, preferred_username: chosen, name } = this.user?.profile ?? {};
    return chosen ?? name ?? email ?? '';
  }

  /** Reads what the tab has kept. Call it before anything else. */
  async restore(): Promise<void> {
    const kept = keptIn(sessionStorage);
    if (!kept) return;
    this.user = kept;
    // When the pool does not answer, the pages say so; nobody is signed out by a bad line.
    if (hasEnded(kept, Date.now()) && !(await this.#renewed().catch(() => true))) this.user = null;
  }

  /** Leaves for the sign-in pages, and comes back to `path` afterwards. */
  async signIn(path: string): Promise<void> {
    await (await oidc()).leaveToSignIn(path);
  }

  /** Ends a sign-in whose code is in the address. Returns the path to go on with; null in the small window. */
  async finish(): Promise<string | null> {
    const user = await (await oidc()).finish();
    if (!user) return null;
    this.user = user;
    return typeof user.state === 'string' ? user.state : '/app';
  }

  async signOut(): Promise<void> {
    await (await oidc()).leaveToSignOut();
  }

  /** Signs in in a small window, and lets the work that waits go on. */
  async signInBeside(): Promise<void> {
    const before = this.user?.profile.sub;
    const user = await (await oidc()).signInBeside();
    this.user = user;
    if (before && user.profile.sub !== before) location.assign('/app'); // somebody else: this page is not theirs
    else this.#go(true);
  }

  /** Leaves the work that waits undone. */
  giveUp(): void {
    this.#go(false);
  }

  /** A token that is good for the next minute, if there is one. */
  async token(): Promise<string | undefined> {
    if (this.user && hasEnded(this.user, Date.now())) await this.again();
    return this.user?.access_token;
  }

  /** Signs in again, silently where possible, else by asking. One question for all requests that wait. */
  again(): Promise<boolean> {
    this.#renewal ??= this.#comeBack().finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  async #comeBack(): Promise<boolean> {
    if (!this.user) return false;
    if (await this.#renewed()) return true;
    this.isEnded = true;
    return new Promise((answer) => (this.#answer = answer));
  }

  #go(isBack: boolean): void {
    this.isEnded = false;
    this.#answer?.(isBack);
    this.#answer = null;
  }

  async #renewed(): Promise<boolean> {
    if (!this.user?.refresh_token) return false;
    const user = await (await oidc()).renewed();
    if (user) this.user = user;
    return user !== null;
  }
}

export const session = new Session();
signRequestsWith(session);
