"""The keys that addresses of private pictures are signed with: public halves in the templates, private ones in SSM."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from aws_cdk import Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from stacks.parts.parameters import ParameterNames, private_half

SETTING = "signing_public_keys"

PLACEHOLDER = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAj2YKayuYVMURKH+bMY6W
9ygOaNxix1SMNtoEm2SZ+JfXEYLyhQbkopxoR3LULeqtKTKkOEUagfqpARPyI+12
JCzg7V4R5Ys3aU1ZrCAE93R7MP5NSh4gVPu75w5RbKtprr8+H9XSRHVtoFIn867a
4p4Sw+x8kvS/11HDu8CB7CWWsQel2sjhtnZaq9DiNkjZa9pa6fg964nYICrL93E+
FhEfeMLOBH2vvCdkG4EnY82TW/HowIX9A1yTxJRP/xwHMxhzpma+zhl+r9TkTdy1
feXPSpGvyxjcbWSb91RhZ6Pe0VvqswTSvdS91UdixHdgc3KIUQIlznLlihznMmHs
sQIDAQAB
-----END PUBLIC KEY-----
"""
"""For a fresh checkout, so that it synthesizes. Nobody can sign with it: its private half was thrown away when it was made."""

MOST_KEYS = 2
"""The one that signs, and the one before it, for addresses that are still about."""


class SigningKeys(Construct):
    """A key group of all keys, and the parameter that tells functions which of them signs: the first."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        keys = [(pem, self._public_key(pem)) for pem in public_halves(self)]
        self.group = cloudfront.KeyGroup(
            self, "Group", key_group_name=f"{Stack.of(self).stack_name}-signing-keys", items=[key for _, key in keys]
        )
        self._tell_signer(*keys[0])

    def _public_key(self, pem: str) -> cloudfront.PublicKey:
        """A resource named after its key: CloudFront's keys can not be changed, so another key is another resource."""
        fingerprint = fingerprint8(pem)
        name = f"{Stack.of(self).stack_name}-{fingerprint}"
        key = cloudfront.PublicKey(self, f"Key{fingerprint}", encoded_key=pem, public_key_name=name)
        resource = key.node.default_child
        assert isinstance(resource, cloudfront.CfnPublicKey)
        resource.add_property_override("PublicKeyConfig.CallerReference", name)
        resource.add_metadata("PrivateHalf", private_half(self, fingerprint))
        if pem == PLACEHOLDER:
            resource.add_metadata("Placeholder", True)
        return key

    def _tell_signer(self, pem: str, key: cloudfront.PublicKey) -> None:
        signer = {"key_pair_id": key.public_key_id, "private_key_parameter": private_half(self, fingerprint8(pem))}
        ssm.StringParameter(
            self, "Signer", parameter_name=ParameterNames.of(self).signing_key, string_value=json.dumps(signer)
        )


def public_halves(scope: Construct) -> Sequence[str]:
    """The installation's public keys, the signing one first. Raises ValueError when there are more than can be meant.

    The setting is a list of PEM texts, or such lists by the names of installations, as `make keys` writes it.
    """
    given = scope.node.try_get_context(SETTING) or []
    if isinstance(given, Mapping):
        given = given.get(scope.node.get_context("name")) or []
    if not isinstance(given, list) or len(given) > MOST_KEYS:
        raise ValueError(f"{SETTING} is a list of at most {MOST_KEYS} public keys")
    return [f"{str(pem).strip()}\n" for pem in given] or [PLACEHOLDER]


def fingerprint8(pem: str) -> str:
    """Names a key: the first 8 hexadecimal digits of the SHA-256 of its text."""
    return hashlib.sha256(pem.strip().encode()).hexdigest()[:8]
