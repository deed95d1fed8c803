"""Promises about the keys that private pictures' addresses are signed with."""

import hashlib
import json
from typing import Any

import pytest
from aws_cdk import App
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from stacks.parts.signing_keys import public_halves
from tests.assembly import synthesize
from tests.stacks.reading import flat, of_type, the


def _public_key() -> str:
    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _fingerprint(pem: str) -> str:
    return hashlib.sha256(pem.strip().encode()).hexdigest()[:8]


def _keys(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Public keys with their metadata, by the logical id."""
    return {name: each for name, each in template["Resources"].items() if each["Type"] == "AWS::CloudFront::PublicKey"}


def _signer(template: dict[str, Any]) -> Any:
    (value,) = [
        flat(each["Value"])
        for each in of_type(template["Resources"], "AWS::SSM::Parameter").values()
        if each["Name"].endswith("/signing-key")
    ]
    return json.loads(value)


@pytest.fixture(scope="module")
def rotating(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, Any]]:
    """Two keys, the newer first, and the template they make; as `make keys` leaves them, for this installation."""
    keys = [_public_key(), _public_key()]
    folder = tmp_path_factory.mktemp("keys") / "cdk.out"
    synthesize(folder, context={"signing_public_keys": {"pixelflare": keys, "another": [_public_key()]}})
    return keys, json.loads((folder / "delivery.template.json").read_text())


def test_a_fresh_checkout_has_a_placeholder_that_says_so(templates: dict[str, dict[str, Any]]) -> None:
    (key,) = _keys(templates["delivery"]).values()
    assert key["Metadata"]["Placeholder"] is True
    public = load_pem_public_key(key["Properties"]["PublicKeyConfig"]["EncodedKey"].encode())
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 2048


def test_while_rotating_both_keys_are_trusted_and_the_newer_one_signs(
    rotating: tuple[list[str], dict[str, Any]],
) -> None:
    pems, template = rotating
    keys = _keys(template)
    assert [each["Properties"]["PublicKeyConfig"]["EncodedKey"] for each in keys.values()] == pems
    group = the(template["Resources"], "AWS::CloudFront::KeyGroup")["KeyGroupConfig"]
    assert group["Items"] == [{"Ref": name} for name in keys]
    assert _signer(template) == {
        "key_pair_id": f"${{{next(iter(keys))}}}",
        "private_key_parameter": f"/pixelflare/signing-keys/{_fingerprint(pems[0])}",
    }


MOST_KEYS_OF_A_GROUP = 5
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""


def test_keys_and_their_group_are_what_cloudfront_accepts(rotating: tuple[list[str], dict[str, Any]]) -> None:
    """In place of a deployment: the emulator of `make accept` has neither type.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html
    """
    _, template = rotating
    keys = of_type(template["Resources"], "AWS::CloudFront::PublicKey")
    for properties in keys.values():
        assert set(properties) == {"PublicKeyConfig"}
        config = properties["PublicKeyConfig"]
        assert set(config) == {"CallerReference", "EncodedKey", "Name"}
        public = load_pem_public_key(config["EncodedKey"].encode())
        assert isinstance(public, rsa.RSAPublicKey)
        assert public.key_size == 2048
        assert config["EncodedKey"].endswith("-----END PUBLIC KEY-----\n")

    (group,) = of_type(template["Resources"], "AWS::CloudFront::KeyGroup").values()
    assert set(group["KeyGroupConfig"]) == {"Items", "Name"}
    items = [item["Ref"] for item in group["KeyGroupConfig"]["Items"]]
    assert items == list(keys)
    assert len(items) <= MOST_KEYS_OF_A_GROUP
    assert len({config["PublicKeyConfig"]["Name"] for config in keys.values()}) == len(keys)


def test_another_key_is_another_resource_under_its_own_name(rotating: tuple[list[str], dict[str, Any]]) -> None:
    pems, template = rotating
    for pem, (logical_id, key) in zip(pems, _keys(template).items(), strict=True):
        fingerprint = _fingerprint(pem)
        config = key["Properties"]["PublicKeyConfig"]
        assert fingerprint in logical_id
        assert config["Name"] == config["CallerReference"] == f"pixelflare-delivery-{fingerprint}"
        assert key["Metadata"] == {"PrivateHalf": f"/pixelflare/signing-keys/{fingerprint}"}


def test_no_private_half_is_asked_of_the_settings(rotating: tuple[list[str], dict[str, Any]]) -> None:
    assert "PRIVATE KEY" not in json.dumps(rotating[1])


@pytest.mark.parametrize("given", ["one", ["1", "2", "3"], {"pixelflare": "one"}])
def test_keys_that_cannot_be_meant_are_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="signing_public_keys"):
        public_halves(App(context={"name": "pixelflare", "signing_public_keys": given}))
