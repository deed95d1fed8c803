"""A Secrets Manager secret that callers must present, across rotations: the current value and the previous one."""

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from pixelflare.aws.clients import client
from pixelflare.base.errors import Unavailable
from schema.budgets import ASK_AGAIN, ORIGIN_PROOF_BELIEVED

_BELIEVED_SECONDS = ORIGIN_PROOF_BELIEVED.total_seconds()
_LOOK_AGAIN_SECONDS = ASK_AGAIN.total_seconds()
_NEVER = float("-inf")


@dataclass
class _Stage:
    """A version's value, as last read. Empty if there is none."""

    value: str = ""
    read_at: float = _NEVER


class SharedSecret:
    """Checks whether a caller knows the secret.

    The previous value is valid too, because callers learn of a rotation later than we do. It is read only if the
    current value does not match, which is rare.
    """

    def __init__(self, secret_id: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._secret_id = secret_id
        self._monotonic = monotonic
        self._current = _Stage()
        self._previous = _Stage()

    def is_known_by(self, shown: str) -> bool:
        """Compares in constant time. Raises Unavailable if the secret was never read and cannot be read now."""
        if _same(self._value(self._current, "AWSCURRENT", _BELIEVED_SECONDS), shown):
            return True
        current = self._value(self._current, "AWSCURRENT", _LOOK_AGAIN_SECONDS)
        previous = self._value(self._previous, "AWSPREVIOUS", _LOOK_AGAIN_SECONDS)
        return _same(current, shown) | _same(previous, shown)

    def _value(self, stage: _Stage, name: str, lifetime: float) -> str:
        now = self._monotonic()
        if now - stage.read_at >= lifetime:
            stage.value, stage.read_at = self._read(name, otherwise=stage.value), now
        return stage.value

    def _read(self, stage: str, *, otherwise: str) -> str:
        secrets = client("secretsmanager")
        try:
            return str(secrets.get_secret_value(SecretId=self._secret_id, VersionStage=stage)["SecretString"])
        except (ClientError, BotoCoreError) as failed:
            if stage == "AWSPREVIOUS" and _is_missing(failed):
                return ""  # it was never rotated
            if otherwise or stage == "AWSPREVIOUS":
                return otherwise
            raise Unavailable("a shared secret cannot be checked", retry_after_seconds=1) from failed


def _is_missing(failed: Exception) -> bool:
    return isinstance(failed, ClientError) and failed.response["Error"]["Code"] == "ResourceNotFoundException"


def _same(value: str, shown: str) -> bool:
    return bool(value) and hmac.compare_digest(value.encode(), shown.encode())
