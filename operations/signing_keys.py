"""`python -m operations.signing_keys`: the keys that private pictures' addresses are signed with, made, checked, or rotated.

Public halves are settings of the deployment: they lie in cdk.context.json, by installation, the newest first. It signs;
the one after it only verifies what was signed before. Private halves lie in SSM as SecureString, each under its key's
fingerprint, so that a new key never takes the place of an old one.
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
"""Read by the CDK's command line; the operator's own, without a secret in it."""
SETTING = "signing_public_keys"
KEPT = 2
BITS = 2048
"""What CloudFront takes: RSA of 2048 bits, or ECDSA on P-256."""


class KeysError(Exception):
    """The keys are not in a state for this; the message says what to do."""


@dataclass(frozen=True)
class SigningKey:
    """One key as a template names it."""

    parameter: str
    public_pem: str
    is_placeholder: bool


@dataclass(frozen=True)
class Installation:
    """Where an installation's keys lie: their parameters' folder, and its entry in the context file."""

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
        """Delete those whose public half is not in the settings any more."""
        kept = {self.parameter_of(public_pem) for public_pem in but}
        pages = self._ssm.get_paginator("get_parameters_by_path").paginate(Path=self.folder)
        gone = [each["Name"] for page in pages for each in page["Parameters"] if each["Name"] not in kept]
        for name in gone:
            self._ssm.delete_parameter(Name=name)
        return gone

    def signs_with(self) -> str | None:
        """The parameter of the key that the deployed functions sign with; None before the first deployment."""
        told = _value(self._ssm, f"/{self.name}/signing-key")
        return str(json.loads(told)["private_key_parameter"]) if told else None

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = json.loads(self.context.read_text()) if self.context.is_file() else {}
        return settings


def fingerprint(public_pem: str) -> str:
    """Names a key: the first 32 bits of its SHA-256, as the stacks count it."""
    return hashlib.sha256(public_pem.strip().encode()).hexdigest()[:8]


def named(deployment: Deployment) -> list[SigningKey]:
    """The keys of the templates. Raises KeysError when they have none."""
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
    """Why a deployment would answer addresses that nobody can open."""
    ssm = deployment.client("ssm")
    said = []
    for key in named(deployment):
        private = None if key.is_placeholder else _value(ssm, key.parameter)
        if key.is_placeholder:
            said.append("the signing key is the placeholder of a fresh checkout")
        elif private is None:
            said.append(f"{key.parameter} is missing, the private half of a signing key in {CONTEXT}")
        elif fingerprint(_public_half(private)) != fingerprint(key.public_pem):
            said.append(f"{key.parameter} does not belong to its public half in {CONTEXT}")
    return said


def make_missing(installation: Installation) -> str | None:
    """The first key's parameter when there was none; one that exists is left as it is."""
    return None if installation.public_keys() else _add(installation)


def rotate(installation: Installation) -> str:
    """Another key, which signs from the next deployment on. Raises KeysError while the last one is not deployed.

    The key before it goes on to verify. The one before that is dropped, with its private half.
    """
    keys, signs_with = installation.public_keys(), installation.signs_with()
    if keys and signs_with not in (None, installation.parameter_of(keys[0])):
        raise KeysError("The newest key is not deployed yet. Run make deploy, and rotate again when it is")
    return _add(installation)


def _add(installation: Installation) -> str:
    """Private half first: what dies in between leaves a parameter that the next rotation removes."""
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
    parser.add_argument("--check", action="store_true", help="make nothing; fail when a key is missing")
    parser.add_argument("--rotate", action="store_true", help="make another key beside the present one")
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
    print(f"Made {made}; commit {options.context}" if made else "A signing key exists already; it was not changed")


if __name__ == "__main__":
    main()
