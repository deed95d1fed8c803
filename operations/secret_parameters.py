"""`python -m operations.secret_parameters` creates, checks or rotates the secrets that CloudFormation cannot create.

Templates name them in their metadata. Of `SecretParameters` a value is 32 random bytes, and of `RsaKeyParameters` an RSA key: nobody
needs to know them. `GivenParameters` come from somebody else, and this program reads them in its environment: of a parameter
/name/github-client-secret in the variable GITHUB_CLIENT_SECRET.
"""

import argparse
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from operations.deployment import Deployment, deployment_of
from schema.env.base import stated

BYTES = 32
RSA_BITS = 2048
RANDOM, RSA_KEYS, GIVEN = "SecretParameters", "RsaKeyParameters", "GivenParameters"
"""The metadata of templates, by where the values come from."""

BREAKS_WHEN_ROTATED = {
    "owner-pepper": "every user becomes a new owner and loses their images, albums and addresses",
    "api-key-pepper": "every API key stops working; users create new ones",
    "upload-token-key": "addresses of small uploads in progress return 401; clients reserve again",
    "idempotency-key": "stored answers of idempotent requests become unreadable; a repetition within a day runs again",
    "address-key": "every signed address with options returns 403, unless its variant is stored; owners sign again",
    "github-signing-key": "who is about to sign in with GitHub begins again; the user pool fetches the new key by itself",
    "github-client-secret": "the new one must be GitHub's: people cannot sign in with GitHub until it is",
    "cursor-key": "every `next` address of a list returns 400; lists start again at the first page",
}
"""The consequence of a rotation, by the last part of a parameter's name."""


def missing(deployment: Deployment) -> list[str]:
    """Parameters that the templates name, and that are missing from the account or not a SecureString."""
    wanted = named(deployment)
    ssm = deployment.client("ssm")
    found = {
        each["Name"]
        for start in range(0, len(wanted), 10)  # the maximum of GetParameters
        for each in ssm.get_parameters(Names=wanted[start : start + 10])["Parameters"]
        if each["Type"] == "SecureString"
    }
    return [name for name in wanted if name not in found]


def make_missing(deployment: Deployment) -> list[str]:
    """The new parameters. An existing one does not change, and one that somebody has to give stays missing."""
    made = {name: _new_value(deployment, name) for name in missing(deployment)}
    for name, value in made.items():
        if value:
            _put(deployment, name, value, overwrite=False)
    return [name for name, value in made.items() if value]


def rotate(deployment: Deployment, name: str) -> None:
    """Replaces a value. Raises LookupError if no template names the parameter, or nobody gives the new value."""
    if name not in named(deployment):
        raise LookupError(f"No template names {name}. The templates name: {', '.join(named(deployment))}")
    value = _new_value(deployment, name)
    if not value:
        raise LookupError(_how_to_give(name))
    _put(deployment, name, value, overwrite=True)


def named(deployment: Deployment, *kinds: str) -> list[str]:
    """Every secret that the templates name, or those of some kinds."""
    found = {
        name
        for kind in kinds or (RANDOM, RSA_KEYS, GIVEN)
        for names in deployment.assembly.metadata(kind)
        for name in names
    }
    return sorted(found)


def consequence(name: str) -> str:
    """What stops working when this parameter gets a new value."""
    return BREAKS_WHEN_ROTATED[name.rpartition("/")[2]]


def _put(deployment: Deployment, name: str, value: str, *, overwrite: bool) -> None:
    deployment.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=overwrite)


def _new_value(deployment: Deployment, name: str) -> str:
    """Empty for one that nobody has given."""
    if name in named(deployment, GIVEN):
        return stated(_variable(name)).strip()
    if name in named(deployment, RSA_KEYS):
        key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return secrets.token_hex(BYTES)


def _variable(name: str) -> str:
    return name.rpartition("/")[2].replace("-", "_").upper()


def _how_to_give(name: str) -> str:
    return f"{name} comes from somebody else. Run: {_variable(name)}=... make keys"


def _refuse_when(deployment: Deployment, lacking: Collection[str]) -> None:
    if lacking:
        given = [_how_to_give(name) for name in lacking if name in named(deployment, GIVEN)]
        raise SystemExit(
            f"Not deployed: {', '.join(lacking)} must exist as SecureString first. {' '.join(given) or 'Run: make keys'}"
        )


def _rotate_when_sure(deployment: Deployment, name: str, *, sure: bool) -> None:
    if name in named(deployment) and not sure:
        raise SystemExit(f"Rotating {name} means: {consequence(name)}. To confirm, add SURE=yes")
    rotate(deployment, name)
    print(f"{name} has a new value. Running functions keep the old one until Lambda replaces them, which takes hours")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.secret_parameters", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    parser.add_argument("--check", action="store_true", help="create nothing; fail if a secret is missing")
    parser.add_argument("--rotate", metavar="NAME", help="rotate this secret")
    parser.add_argument("--sure", default="", help="yes: accept what the rotation breaks")
    options = parser.parse_args(arguments)
    deployment = deployment_of(options.assembly)
    if options.check:
        _refuse_when(deployment, missing(deployment))
    elif options.rotate:
        _rotate_when_sure(deployment, options.rotate, sure=options.sure == "yes")
    else:
        made = make_missing(deployment)
        told = [f"Made {name}" for name in made] + [_how_to_give(name) for name in missing(deployment)]
        print("\n".join(told) or "Every secret exists already. None was changed")


if __name__ == "__main__":
    main()
