"""Who may sign in with GitHub, and by which app there; checked before anything is deployed."""

import re

from constructs import Construct

from schema.env.base import OFF
from schema.identity.github import ANYBODY, LOCAL_CLIENT

_CLIENT_ID = re.compile(r"[A-Za-z0-9.]{8,64}")


def github_client_id(scope: Construct) -> str:
    """Of the installation's app at GitHub; `off` without one. Raises ValueError."""
    given = str(scope.node.try_get_context("github_client_id") or OFF)
    if given not in (OFF, LOCAL_CLIENT) and not _CLIENT_ID.fullmatch(given):
        raise ValueError(f"github_client_id: {given} is no client id of an app at GitHub")
    if given not in (OFF, LOCAL_CLIENT) and not str(scope.node.get_context("app_url")).startswith("https://"):
        raise ValueError(
            "github_client_id: app_url must be the https address of this installation, for GitHub's callback"
        )
    return given


def github_users(scope: Construct) -> tuple[str, ...]:
    """The ids of those who may sign in, or `anybody`. Raises ValueError when GitHub is on and nobody is named."""
    given = tuple(str(scope.node.try_get_context("github_users") or "").split())
    if github_client_id(scope) == OFF:
        return given
    if given != (ANYBODY,) and not (given and all(re.fullmatch(r"[1-9][0-9]{0,18}", each) for each in given)):
        raise ValueError(f"github_users: name the ids of who may sign in with GitHub, or say `{ANYBODY}`")
    return given
