import { ErrorResponse, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts';
import { api } from '../api/client';
import { ask } from '../api/ask';

/** Where the sign-in pages send the browser back to; the pool knows both. */
const CALLBACK = '/app/callback';
const AFTER_SIGN_OUT = '/app/sign-in';
/** The name of the small window that signs in again, so that it knows itself. */
export const POPUP = 'pixelflare-sign-in';

let made: Promise<{ manager: UserManager; endSession: string }> | undefined;

/** The library's manager for this installation's pool. Loaded only when somebody signs in, out or on. */
async function theManager(): Promise<{ manager: UserManager; endSession: string }> {
  const known = await ask(api.GET('/v1/sign-in'));
  const manager = new UserManager({
    authority: known.issuer,
    metadata: known,
    client_id: known.client_id,
    redirect_uri: location.origin + CALLBACK,
    response_type: 'code',
    scope: 'openid email profile',
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    popupWindowTarget: POPUP,
    popupWindowFeatures: { width: 480, height: 720 },
    automaticSilentRenew: false
  });
  return { manager, endSession: known.end_session_endpoint };
}

async function ready(): Promise<{ manager: UserManager; endSession: string }> {
  made ??= theManager();
  try {
    return await made;
  } catch (problem) {
    made = undefined; // another try asks again
    throw problem;
  }
}

/** Leaves for the sign-in pages, and comes back to `path` afterwards. */
export async function leaveToSignIn(path: string): Promise<void> {
  await (await ready()).manager.signinRedirect({ state: path });
}

/** Signs in in a small window, so that this page and its work stay. Raises when the window is closed or blocked. */
export async function signInBeside(): Promise<User> {
  return (await ready()).manager.signinPopup({ popupAbortOnClose: true });
}

/** Ends a sign-in whose code is in the address. Null in the small window, which closes itself. */
export async function finish(): Promise<User | null> {
  const { manager } = await ready();
  if (window.opener && window.name === POPUP) {
    await manager.signinPopupCallback();
    return null;
  }
  return manager.signinRedirectCallback();
}

/** A fresh sign-in by the refresh token; null when that has ended as well. Raises when the pool does not answer. */
export async function renewed(): Promise<User | null> {
  const { manager } = await ready();
  try {
    return await manager.signinSilent();
  } catch (problem) {
    if (problem instanceof ErrorResponse) return null;
    throw problem;
  }
}

/** Ends the session here, and at the sign-in pages, which know no OpenID Connect logout. */
export async function leaveToSignOut(): Promise<void> {
  const { manager, endSession } = await ready();
  const back = new URLSearchParams({ client_id: manager.settings.client_id, logout_uri: location.origin + AFTER_SIGN_OUT });
  await manager.removeUser();
  location.assign(`${endSession}?${back}`);
}
