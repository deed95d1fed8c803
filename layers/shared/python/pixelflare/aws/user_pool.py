"""A Cognito user pool's public side: its issuer and its signing keys."""

import json
import time
import urllib.request
from math import ceil
from typing import Any

from pixelflare.aws.clients import endpoint, region
from pixelflare.base.errors import Unavailable
from pixelflare.base.observability import logger
from schema.budgets import ASK_AGAIN, TOKEN_KEYS_BELIEVED

_KEEP_SECONDS = TOKEN_KEYS_BELIEVED.total_seconds()
_ASK_AGAIN_SECONDS = ASK_AGAIN.total_seconds()


class UserPool:
    def __init__(self, pool_id: str) -> None:
        self._pool_id = pool_id
        self._keys: dict[str, dict[str, Any]] = {}
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{region()}.amazonaws.com/{self._pool_id}"

    def find(self, key_id: str) -> dict[str, Any] | None:
        """The signing key of this id. Kept an hour; an unknown id asks again.

        The pool is asked at most once a minute, whether it answers or not. Raises Unavailable while no key is known
        at all.
        """
        now = time.monotonic()
        is_wanted = key_id not in self._keys or now - self._fetched_at > _KEEP_SECONDS
        if is_wanted and now - self._asked_at > _ASK_AGAIN_SECONDS:
            self._asked_at = now
            self._refresh(now)
        if not self._keys:
            wait = ceil(self._asked_at + _ASK_AGAIN_SECONDS - now)
            raise Unavailable("signatures can not be checked at the moment", retry_after_seconds=max(1, wait))
        return self._keys.get(key_id)

    def _refresh(self, now: float) -> None:
        """Known keys stay valid while new ones cannot be fetched."""
        try:
            self._keys = {key["kid"]: key for key in self._fetch()}
        except (OSError, ValueError, KeyError) as failed:  # no answer, or not a key set
            logger.error("the user pool's signing keys cannot be fetched", error=repr(failed))
            return
        self._fetched_at = now

    def _fetch(self) -> list[dict[str, Any]]:
        """The JSON Web Key Set. On AWS, the service's endpoint is the issuer. Elsewhere, only the endpoint can be
        reached."""
        address = f"{endpoint('cognito-idp')}/{self._pool_id}/.well-known/jwks.json"
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - a constant scheme and host
            return list(json.load(answer)["keys"])
