import { UserManager, WebStorageStateStore, type User } from 'oidc-client-ts';
import { api, signRequestsWith } from '../api/client';
import { ask } from '../api/ask';

/** Where the sign-in pages send the browser back to; the pool knows both. */
const CALLBACK = '/app/callback';
const AFTER_SIGN_OUT = '/app/sign-in';

/** Who is signed in. The tokens are in sessionStorage, so they end with the tab. */
class Session {
  user = $state.raw<User | null>(null);
  #manager: UserManager | null = null;
  #endSession = '';

  /** What the person is called here. */
  get name(): string {
    const { email, preferred_username: chosen, name } = this.user?.profile ?? {};
    return chosen ?? name ?? email ?? '';
  }

  /** Reads what the tab has kept. Call it before anything else. */
  async restore(): Promise<void> {
    const manager = await this.#made();
    const kept = await manager.getUser();
    if (kept && !kept.expired) this.user = kept;
    else if (kept?.refresh_token) this.user = await this.#renewed(manager);
  }

  /** Leaves for the sign-in pages, and comes back to `path` afterwards. */
  async signIn(path: string): Promise<void> {
    const manager = await this.#made();
    await manager.signinRedirect({ state: path });
  }

  /** Ends a sign-in whose code is in the address. Returns the path to go on with. */
  async finish(): Promise<string> {
    const manager = await this.#made();
    this.user = await manager.signinRedirectCallback();
    return typeof this.user.state === 'string' ? this.user.state : '/app';
  }

  /** Ends the session here, and at the sign-in pages, which know no OpenID Connect logout. */
  async signOut(): Promise<void> {
    const manager = await this.#made();
    const client = manager.settings.client_id;
    await manager.removeUser();
    this.user = null;
    const back = new URLSearchParams({ client_id: client, logout_uri: location.origin + AFTER_SIGN_OUT });
    location.assign(`${this.#endSession}?${back}`);
  }

  async #made(): Promise<UserManager> {
    if (this.#manager) return this.#manager;
    const known = await ask(api.GET('/v1/sign-in'));
    this.#endSession = known.end_session_endpoint;
    this.#manager = new UserManager({
      authority: known.issuer,
      metadata: known,
      client_id: known.client_id,
      redirect_uri: location.origin + CALLBACK,
      response_type: 'code',
      scope: 'openid email profile',
      userStore: new WebStorageStateStore({ store: sessionStorage }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      automaticSilentRenew: true
    });
    this.#manager.events.addUserLoaded((user) => void (this.user = user));
    this.#manager.events.addAccessTokenExpired(() => void (this.user = null));
    return this.#manager;
  }

  async #renewed(manager: UserManager): Promise<User | null> {
    try {
      return await manager.signinSilent();
    } catch {
      return null; // the refresh token has ended as well: the page asks for sign-in
    }
  }
}

export const session = new Session();
signRequestsWith(() => session.user?.access_token);
