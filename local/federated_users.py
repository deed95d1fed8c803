"""Users who come from a provider, by the names that Cognito gives them. The emulated pool knows them by an address of ours."""

import io
import json
from collections.abc import Iterable

from local.users import alias_of
from local.wsgi import Application, Environ, StartResponse, body_of, target_of

_NAMING = frozenset(f"AWSCognitoIdentityProviderService.{name}" for name in ("AdminGetUser", "AdminDeleteUser"))


def federated_users(application: Application) -> Application:
    """`application`, which finds `GitHub_583231` as well."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if target_of(environ) in _NAMING:
            asked = json.loads(body_of(environ) or b"{}")
            body = json.dumps(asked | {"Username": alias_of(str(asked.get("Username", "")))}).encode()
            environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return application(environ, start_response)

    return guarded
