"""Keys for the distribution's signed addresses: public keys at the edge, private keys in SSM."""

from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from local.assembly import Assembly, Resource
from local.provisioned import Provisioned
from local.resolve import UnresolvedError

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
_KEY_BITS = 2048  # the size that CloudFront accepts


def private_halves(assembly: Assembly) -> Iterator[str]:
    """Names of the parameters for placeholders' private keys."""
    for key in _placeholders(assembly):
        yield key.metadata["PrivateHalf"]


def create_key_pairs(here: Provisioned, ssm: Any, kept: Mapping[str, str]) -> None:
    """Creates a real key pair for every placeholder public key in the template. The private key goes to SSM."""
    for key in _placeholders(here.assembly):
        name = key.metadata["PrivateHalf"]
        private = kept.get(name) or new_private_key()
        ssm.put_parameter(Name=name, Value=private, Type="SecureString", Overwrite=True)
        here.public_keys[here.identifier(key)] = _public_half(private)


def key_group(here: Provisioned, identifier: str) -> dict[str, PublicKey]:
    """The public keys of a key group by their ids."""
    group = here.by_identifier("AWS::CloudFront::KeyGroup", identifier)
    return {key_id: _public_key(here, key_id) for key_id in group.properties["KeyGroupConfig"]["Items"]}


def _placeholders(assembly: Assembly) -> Iterator[Resource]:
    for key in assembly.resources("AWS::CloudFront::PublicKey"):
        if key.metadata.get("Placeholder") and "PrivateHalf" in key.metadata:
            yield key


def _public_key(here: Provisioned, key_id: str) -> PublicKey:
    declared = here.by_identifier("AWS::CloudFront::PublicKey", key_id)
    text = here.public_keys.get(key_id) or declared.properties["PublicKeyConfig"]["EncodedKey"]
    try:
        key = load_pem_public_key(text.encode())
    except ValueError as error:
        raise UnresolvedError(
            f"{declared.logical_id} contains no public key, and is not marked as placeholder"
        ) from error
    if not isinstance(key, PublicKey):
        raise UnresolvedError(f"{declared.logical_id} has a type that CloudFront does not accept")
    return key


def new_private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public_half(private: str) -> str:
    public = load_pem_private_key(private.encode(), password=None).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
