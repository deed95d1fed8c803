"""`python -m operations.secret_parameters` creates, checks or rotates the secrets that CloudFormation cannot create.

Templates name them in their metadata (`SecretParameters`). A value is 32 random bytes, and nobody needs to know it.
"""

import argparse
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

from operations.deployment import Deployment, deployment_of

BYTES = 32

BREAKS_WHEN_ROTATED = {
    "owner-pepper": "every user becomes a new owner and loses their images, albums and addresses",
    "api-key-pepper": "every API key stops working; users create new ones",
    "upload-token-key": "addresses of small uploads in progress return 401; clients reserve again",
    "idempotency-key": "stored answers of idempotent requests become unreadable; a repetition within a day runs again",
    "address-key": "every signed address with options returns 403, unless its variant is stored; owners sign again",
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
    """The new parameters. An existing one does not change."""
    made = missing(deployment)
    for name in made:
        _put(deployment, name, overwrite=False)
    return made


def rotate(deployment: Deployment, name: str) -> None:
    """Replaces a value. Raises LookupError if no template names the parameter."""
    if name not in named(deployment):
        raise LookupError(f"No template names {name}. The templates name: {', '.join(named(deployment))}")
    _put(deployment, name, overwrite=True)


def named(deployment: Deployment) -> list[str]:
    """Every secret that the templates name."""
    return sorted({name for names in deployment.assembly.metadata("SecretParameters") for name in names})


def consequence(name: str) -> str:
    """What stops working when this parameter gets a new value."""
    return BREAKS_WHEN_ROTATED[name.rpartition("/")[2]]


def _put(deployment: Deployment, name: str, *, overwrite: bool) -> None:
    value = secrets.token_hex(BYTES)
    deployment.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=overwrite)


def _refuse_when(lacking: Collection[str]) -> None:
    if lacking:
        raise SystemExit(f"Not deployed: {', '.join(lacking)} must exist as SecureString first. Run: make keys")


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
        _refuse_when(missing(deployment))
    elif options.rotate:
        _rotate_when_sure(deployment, options.rotate, sure=options.sure == "yes")
    else:
        made = make_missing(deployment)
        print("\n".join(f"Made {name}" for name in made) or "Every secret exists already. None was changed")


if __name__ == "__main__":
    main()
