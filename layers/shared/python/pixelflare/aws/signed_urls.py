"""Signed addresses for a CloudFront key group: custom policies, with RSA and SHA-256.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-custom-policy.html
"""

import base64
import json
from datetime import datetime
from functools import cache
from typing import Any

from pixelflare.aws.parameters import Parameters

_NOT_FOR_URLS = bytes.maketrans(b"+=/", b"-_~")
"""CloudFront's own substitutions, which differ from base64url."""


class AddressSigner:
    """Finds the key by the name of the parameter that says which one signs, so that it can change while functions
    run."""

    def __init__(self, signing_key_parameter: str, *, parameters: Parameters) -> None:
        self._signing_key_parameter = signing_key_parameter
        self._parameters = parameters

    def signature(self, resource: str, *, until: datetime) -> str:
        """The query of an address that is valid until then and matches the resource (`*` at its end: below it)."""
        signing_key = json.loads(self._parameters.value(self._signing_key_parameter))
        condition = {"DateLessThan": {"AWS:EpochTime": int(until.timestamp())}}
        statement = {"Resource": resource, "Condition": condition}
        policy = json.dumps({"Statement": [statement]}, separators=(",", ":")).encode()
        signature = _sign(policy, self._parameters.value(signing_key["private_key_parameter"]))
        return (
            f"Policy={_encode(policy)}&Signature={_encode(signature)}"
            f"&Key-Pair-Id={signing_key['key_pair_id']}&Hash-Algorithm=SHA256"
        )


def _sign(policy: bytes, pem: str) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    signature: bytes = _private_key(pem).sign(policy, PKCS1v15(), SHA256())
    return signature


@cache
def _private_key(pem: str) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(pem.encode(), password=None)


def _encode(data: bytes) -> str:
    return base64.b64encode(data).translate(_NOT_FOR_URLS).decode()
