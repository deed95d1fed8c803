"""`python -m operations.signing_keys` creates, checks or rotates the keys that sign private images' addresses.

Public keys are settings of the deployment. cdk.context.json lists them by installation, the newest first. The newest
one signs; the next one only verifies older signatures. Private keys are in SSM as SecureString, each under its key's
fingerprint, so a new key never overwrites an old one.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from local.files import write_whole
from operations.deployment import Deployment, deployment_of

CONTEXT = Path("cdk.context.json")
"""The CDK's command line reads this file. It belongs to the operator, and contains no secret."""
SETTING = "signing_public_keys"
KEPT = 2
BITS = 2048
"""The types that CloudFront accepts: RSA of 2048 bits, or ECDSA on P-256."""


class KeysError(Exception):
    """The keys' state does not allow this. The message says what to do."""


@dataclass(frozen=True)
class SigningKey:
    """A key as a template names it."""

    parameter: str
    public_pem: str
    is_placeholder: bool


@dataclass(frozen=True)
class Installation:
    """The places of an installation's keys: the folder of their parameters, and the entry in the context file."""

    deployment: Deployment
    folder: str
    """`/name/signing-keys/`"""
    context: Path

    @classmethod
    def of(cls, deployment: Deployment, *, context: Path = CONTEXT) -> Self:
        parameter = named(deployment)[0].parameter
        return cls(deployment, parameter.rpartition("/")[0] + "/", context)

    @property
    def name(self) -> str:
        return self.folder.split("/")[1]

    @property
    def _ssm(self) -> Any:
        return self.deployment.client("ssm")

    def public_keys(self) -> list[str]:
        return list(self._settings().get(SETTING, {}).get(self.name, []))

    def write_public_keys(self, keys: Sequence[str]) -> None:
        settings = self._settings()
        settings[SETTING] = settings.get(SETTING, {}) | {self.name: list(keys)}
        write_whole(self.context, (json.dumps(settings, indent=2) + "\n").encode())

    def parameter_of(self, public_pem: str) -> str:
        return self.folder + fingerprint(public_pem)

    def put_private_half(self, public_pem: str, private_pem: str) -> None:
        self._ssm.put_parameter(Name=self.parameter_of(public_pem), Value=private_pem, Type="SecureString")

    def forget_private_halves(self, *, but: Sequence[str]) -> list[str]:
        """Deletes the private keys whose public key has left the settings."""
        kept = {self.parameter_of(public_pem) for public_pem in but}
        pages = self._ssm.get_paginator("get_parameters_by_path").paginate(Path=self.folder)
        gone = [each["Name"] for page in pages for each in page["Parameters"] if each["Name"] not in kept]
        for name in gone:
            self._ssm.delete_parameter(Name=name)
        return gone

    def signs_with(self) -> str | None:
        """The parameter of the key that the deployed functions sign with. None before the first deployment."""
        told = _value(self._ssm, f"/{self.name}/signing-key")
        return str(json.loads(told)["private_key_parameter"]) if told else None

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = json.loads(self.context.read_text()) if self.context.is_file() else {}
        return settings


def fingerprint(public_pem: str) -> str:
    """A key's name: the first 32 bits of its SHA-256, as the stacks compute it."""
    return hashlib.sha256(public_pem.strip().encode()).hexdigest()[:8]


def named(deployment: Deployment) -> list[SigningKey]:
    """The keys of the templates. Raises KeysError if they have none."""
    found = [
        SigningKey(
            each.metadata["PrivateHalf"],
            each.properties["PublicKeyConfig"]["EncodedKey"],
            bool(each.metadata.get("Placeholder")),
        )
        for each in deployment.assembly.resources("AWS::CloudFront::PublicKey")
        if "PrivateHalf" in each.metadata
    ]
    if not found:
        raise KeysError("These templates name no signing key")
    return found


def problems(deployment: Deployment) -> list[str]:
    """Reasons why nobody could open this deployment's private addresses."""
    ssm = deployment.client("ssm")
    said = []
    for key in named(deployment):
        private = None if key.is_placeholder else _value(ssm, key.parameter)
        if key.is_placeholder:
            said.append("the signing key is the placeholder of a fresh checkout")
        elif private is None:
            said.append(f"{key.parameter} is missing: the private half of a signing key in {CONTEXT}")
        elif fingerprint(_public_half(private)) != fingerprint(key.public_pem):
            said.append(f"{key.parameter} does not match its public half in {CONTEXT}")
    return said


def make_missing(installation: Installation) -> str | None:
    """The first key's parameter, if there was none. An existing key does not change."""
    return None if installation.public_keys() else _add(installation)


def rotate(installation: Installation) -> str:
    """A new key that signs from the next deployment on. Raises KeysError while the last one is not deployed.

    The previous key still verifies. The one before it is removed, with its private half.
    """
    keys, signs_with = installation.public_keys(), installation.signs_with()
    if keys and signs_with not in (None, installation.parameter_of(keys[0])):
        raise KeysError("The newest key is not deployed yet. Run make deploy, then rotate again")
    return _add(installation)


def _add(installation: Installation) -> str:
    """Writes the private half first. If the process stops in between, the next rotation removes the parameter."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    private_pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public_pem = _public_half(private_pem)
    kept = [public_pem, *installation.public_keys()][:KEPT]
    installation.put_private_half(public_pem, private_pem)
    installation.write_public_keys(kept)
    installation.forget_private_halves(but=kept)
    return installation.parameter_of(public_pem)


def _public_half(private_pem: str) -> str:
    public = load_pem_private_key(private_pem.encode(), password=None).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _value(ssm: Any, name: str) -> str | None:
    try:
        return str(ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        return None


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.signing_keys", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    parser.add_argument("--context", type=Path, default=CONTEXT, help="the file with the public halves")
    parser.add_argument("--check", action="store_true", help="create nothing; fail if a key is missing")
    parser.add_argument("--rotate", action="store_true", help="create another key beside the current one")
    options = parser.parse_args(arguments)
    deployment = deployment_of(options.assembly)
    if options.check:
        if said := problems(deployment):
            raise SystemExit(f"Not deployed: {'; '.join(said)}. Run: make keys")
        return
    installation = Installation.of(deployment, context=options.context)
    try:
        made = rotate(installation) if options.rotate else make_missing(installation)
    except KeysError as refused:
        raise SystemExit(str(refused)) from refused
    print(f"Created {made}. Commit {options.context}" if made else "A signing key exists already. It was not changed")


if __name__ == "__main__":
    main()
