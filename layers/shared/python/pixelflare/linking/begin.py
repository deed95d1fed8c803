"""The way to GitHub of an owner who links a login there."""

from datetime import datetime, timedelta

from pixelflare.api_keys import Caller
from pixelflare.base.errors import FeatureOff
from pixelflare.github_sign_in import authorize_address, callback_of, new_secret, s256, web_of
from pixelflare.linking.services import LinkServices, check_may_link
from schema.env.base import OFF
from schema.identity.github import BegunLink
from schema.identity.identities import BegunLinking
from schema.limits import GITHUB_SIGN_IN_MINUTES


def begin_linking(caller: Caller, *, services: LinkServices, now: datetime) -> BegunLinking:
    """An address at GitHub, with a state and a proof key of this owner's.

    Raises Forbidden, and FeatureOff where nobody signs in with GitHub.
    """
    check_may_link(caller)
    if services.client_id == OFF:
        raise FeatureOff("nobody signs in with GitHub here")
    verifier = new_secret()
    state = services.tickets.begin_link(BegunLink(owner=caller.owner, verifier=verifier), now=now)
    address = authorize_address(
        web_of(services.client_id, public_url=services.public_url),
        client_id=services.client_id,
        state=state,
        challenge=s256(verifier),
        redirect_uri=callback_of(services.oidc_issuer()),
        prompt="select_account",  # who is signed in at GitHub is not necessarily who is meant
    )
    return BegunLinking(address=address, expires_at=now + timedelta(minutes=GITHUB_SIGN_IN_MINUTES))
