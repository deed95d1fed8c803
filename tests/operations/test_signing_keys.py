"""The keys that private pictures' addresses are signed with."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from moto import mock_aws

from operations import signing_keys
from operations.deployment import deployment_of

FOLDER = "/small/signing-keys/"


class Checkout:
    """A folder in which somebody deploys: its settings, and the templates that they give."""

    def __init__(self, folder: Path) -> None:
        self.assembly = folder / "assembly"
        self.context = folder / "cdk.context.json"
        self.ssm = boto3.client("ssm", region_name="us-east-1")

    def synthesize(self) -> None:
        """As the stacks do it: a PublicKey for each setting, or the placeholder."""
        keys = self.public_keys()
        resources = {f"Key{position}": _public_key(pem) for position, pem in enumerate(keys)}
        stack = {
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/us-east-1",
            "properties": {"templateFile": "delivery.template.json", "stackName": "small-delivery"},
        }
        self.assembly.mkdir(exist_ok=True)
        (self.assembly / "manifest.json").write_text(json.dumps({"artifacts": {"delivery": stack}}))
        template = {"Resources": resources or {"Key": _public_key("nobody's", placeholder=True)}}
        (self.assembly / "delivery.template.json").write_text(json.dumps(template))

    def deploy(self) -> None:
        """Refused or done; then the functions sign with the newest key."""
        self.synthesize()
        self.run("--check")
        told = {"key_pair_id": "K", "private_key_parameter": FOLDER + signing_keys.fingerprint(self.public_keys()[0])}
        self.ssm.put_parameter(Name="/small/signing-key", Value=json.dumps(told), Type="String", Overwrite=True)

    def run(self, *arguments: str) -> None:
        signing_keys.main(["--assembly", str(self.assembly), "--context", str(self.context), *arguments])

    def public_keys(self) -> list[str]:
        if not self.context.is_file():
            return []
        return json.loads(self.context.read_text())["signing_public_keys"]["small"]

    def private_halves(self) -> dict[str, str]:
        found = self.ssm.get_parameters_by_path(Path=FOLDER, WithDecryption=True)["Parameters"]
        assert all(each["Type"] == "SecureString" for each in found)
        return {each["Name"]: each["Value"] for each in found}


def _public_key(pem: str, *, placeholder: bool = False) -> dict[str, Any]:
    metadata = {"PrivateHalf": FOLDER + signing_keys.fingerprint(pem)} | ({"Placeholder": True} if placeholder else {})
    config = {"PublicKeyConfig": {"EncodedKey": pem, "Name": "k", "CallerReference": "k"}}
    return {"Type": "AWS::CloudFront::PublicKey", "Metadata": metadata, "Properties": config}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checkout]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        fresh = Checkout(tmp_path)
        fresh.synthesize()
        yield fresh


def test_fresh_checkout_is_not_deployed_before_it_has_a_key(checkout: Checkout) -> None:
    with pytest.raises(SystemExit, match=r"placeholder.*make keys"):
        checkout.deploy()

    checkout.run()
    checkout.deploy()


def test_first_key_is_made_once_and_its_halves_belong_together(checkout: Checkout) -> None:
    checkout.run()
    (public_pem,) = checkout.public_keys()
    ((name, private_pem),) = checkout.private_halves().items()
    checkout.synthesize()
    checkout.run()

    assert checkout.public_keys() == [public_pem]
    assert checkout.private_halves() == {name: private_pem}
    private, public = load_pem_private_key(private_pem.encode(), None), load_pem_public_key(public_pem.encode())
    assert private.public_key() == public
    assert public.key_size == 2048
    assert name == FOLDER + signing_keys.fingerprint(public_pem)


def test_rotation_keeps_the_key_before_and_drops_the_one_before_that(checkout: Checkout) -> None:
    checkout.run()
    (first,) = checkout.public_keys()
    checkout.deploy()
    checkout.run("--rotate")
    second, kept = checkout.public_keys()
    checkout.deploy()

    assert kept == first
    assert len(checkout.private_halves()) == 2

    checkout.run("--rotate")
    third, kept = checkout.public_keys()

    assert kept == second
    assert checkout.private_halves().keys() == {FOLDER + signing_keys.fingerprint(pem) for pem in (third, second)}


def test_rotation_waits_for_the_deployment_of_the_last_one(checkout: Checkout) -> None:
    checkout.run()
    checkout.deploy()
    checkout.run("--rotate")
    before = checkout.public_keys(), checkout.private_halves()

    with pytest.raises(SystemExit, match="not deployed yet"):
        checkout.run("--rotate")
    assert (checkout.public_keys(), checkout.private_halves()) == before


def test_deployment_is_refused_when_a_private_half_is_missing_or_anothers(checkout: Checkout) -> None:
    checkout.run()
    ((name, private_pem),) = checkout.private_halves().items()
    checkout.ssm.delete_parameter(Name=name)
    with pytest.raises(SystemExit, match=f"{name} is missing"):
        checkout.deploy()

    other = Checkout(checkout.context.parent / "other")
    other.context.parent.mkdir()
    other.synthesize()
    other.run()
    ((_, anothers),) = ((key, value) for key, value in other.private_halves().items() if value != private_pem)
    checkout.ssm.put_parameter(Name=name, Value=anothers, Type="SecureString")
    with pytest.raises(SystemExit, match=f"{name} does not match"):
        checkout.deploy()


def test_other_settings_in_the_file_stay(checkout: Checkout) -> None:
    checkout.context.write_text(json.dumps({"name": "small", "signing_public_keys": {"large": ["theirs"]}}))
    installation = signing_keys.Installation.of(deployment_of(checkout.assembly), context=checkout.context)

    signing_keys.make_missing(installation)

    settings = json.loads(checkout.context.read_text())
    assert settings["name"] == "small"
    assert settings["signing_public_keys"]["large"] == ["theirs"]
    assert len(settings["signing_public_keys"]["small"]) == 1
