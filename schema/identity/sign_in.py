"""How a browser application signs its user in."""

from schema.base import Resource


class SignIn(Resource):
    """Authorization code with PKCE at the sign-in pages, for the application's public client."""

    issuer: str
    """Of the tokens."""
    client_id: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    end_session_endpoint: str
    """Takes `client_id` and `logout_uri`: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html"""
