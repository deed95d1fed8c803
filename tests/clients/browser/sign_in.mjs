import { given, withPage } from "./chromium.mjs";

await withPage(async (page) => {
  const api = `${given.url}/api/v1`;
  const isLogin = (url) => url.pathname.startsWith("/_cognito/login");
  const me = () =>
    page.evaluate(async ({ asked, api }) => {
      const { access_token } = await window.users(asked).getUser();
      return (await fetch(`${api}/me`, { headers: { Authorization: `Bearer ${access_token}` } })).status;
    }, { asked: given, api });

  // A navigation ends the page that began it, so nothing there is waited for.
  const begin = () => page.evaluate((asked) => void window.users(asked).signinRedirect(), given);

  await page.goto(`${api}/health`);
  await begin();
  await page.waitForURL(isLogin);
  await page.fill("input[name=username]", given.name);
  await page.press("input[name=username]", "Enter");
  await page.waitForURL((url) => url.pathname === "/auth/callback");
  const profile = await page.evaluate(async (asked) => (await window.users(asked).signinRedirectCallback()).profile, given);
  const first = await me();
  await page.evaluate((asked) => window.users(asked).signinSilent(), given); // by the refresh token
  const second = await me();

  const left = page.waitForRequest((request) => request.isNavigationRequest() && request.url() === `${given.url}/`);
  await page.evaluate((asked) => {
    const leave = { client_id: asked.client_id, logout_uri: `${asked.url}/` };
    void window.users(asked).signoutRedirect({ extraQueryParams: leave });
  }, given);
  const after = (await left).url();
  await page.waitForLoadState();
  await page.goto(`${api}/health`);
  const user = await page.evaluate((asked) => window.users(asked).getUser(), given);
  await begin();
  await page.waitForURL(isLogin);
  return {
    issuer: profile.iss,
    email: profile.email,
    me: first,
    me_after_renewal: second,
    after_sign_out: after,
    signed_in_after_sign_out: user !== null,
    asked_again: true,
  };
});
