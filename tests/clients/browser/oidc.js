import { UserManager, WebStorageStateStore } from "oidc-client-ts";

window.users = ({ url, client_id }) =>
  new UserManager({
    authority: `${url}/_cognito`,
    client_id,
    redirect_uri: `${url}/auth/callback`,
    scope: "openid email profile",
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
  });
