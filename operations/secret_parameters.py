"""`python -m operations.secret_parameters`: the secrets that CloudFormation cannot make, made, checked, or rotated.

Templates name them in their metadata (`SecretParameters`). A value is 32 random bytes; nobody needs to know one.
"""

import argparse
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

from operations.deployment import Deployment, deployment_of

BYTES = 32

BREAKS_WHEN_ROTATED = {
    "owner-pepper": "every user becomes a new owner: their pictures, albums and addresses are no longer theirs",
    "api-key-pepper": "every API key stops working; users make new ones",
    "upload-token-key": "addresses of small uploads that are under way answer 401; clients reserve anew",
    "idempotency-key": "answers kept for repeated requests can not be read any more: a repetition within a day is made anew",
    "address-key": "every signed address with options that were never asked for answers 403; owners sign anew",
    "cursor-key": "every `next` address of a list that somebody holds answers 400; lists start again at the first page",
}
"""By the last part of a parameter's name."""


def missing(deployment: Deployment) -> list[str]:
    """Parameters that the templates name and the account does not have, or not as a SecureString."""
    wanted = named(deployment)
    ssm = deployment.client("ssm")
    found = {
        each["Name"]
        for start in range(0, len(wanted), 10)  # GetParameters takes ten
        for each in ssm.get_parameters(Names=wanted[start : start + 10])["Parameters"]
        if each["Type"] == "SecureString"
    }
    return [name for name in wanted if name not in found]


def make_missing(deployment: Deployment) -> list[str]:
    """The parameters that were made; one that exists is left as it is."""
    made = missing(deployment)
    for name in made:
        _put(deployment, name, overwrite=False)
    return made


def rotate(deployment: Deployment, name: str) -> None:
    """Replace a value. Raises LookupError when no template names the parameter."""
    if name not in named(deployment):
        raise LookupError(f"No template names {name}; there are {', '.join(named(deployment))}")
    _put(deployment, name, overwrite=True)


def named(deployment: Deployment) -> list[str]:
    """Every secret that the templates name."""
    return sorted({name for names in deployment.assembly.metadata("SecretParameters") for name in names})


def consequence(name: str) -> str:
    """What stops working when this parameter gets another value."""
    return BREAKS_WHEN_ROTATED[name.rpartition("/")[2]]


def _put(deployment: Deployment, name: str, *, overwrite: bool) -> None:
    value = secrets.token_hex(BYTES)
    deployment.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=overwrite)


def _refuse_when(lacking: Collection[str]) -> None:
    if lacking:
        raise SystemExit(f"Not deployed: {', '.join(lacking)} must exist as SecureString first. Run: make keys")


def _rotate_when_sure(deployment: Deployment, name: str, *, sure: bool) -> None:
    if name in named(deployment) and not sure:
        raise SystemExit(f"Rotating {name} means: {consequence(name)}. If that is meant, add SURE=yes")
    rotate(deployment, name)
    print(f"{name} has a new value; running functions keep the old one until Lambda replaces them, which takes hours")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.secret_parameters", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    parser.add_argument("--check", action="store_true", help="make nothing; fail when one is missing")
    parser.add_argument("--rotate", metavar="NAME", help="give this one another value")
    parser.add_argument("--sure", default="", help="yes: what rotating breaks may break")
    options = parser.parse_args(arguments)
    deployment = deployment_of(options.assembly)
    if options.check:
        _refuse_when(missing(deployment))
    elif options.rotate:
        _rotate_when_sure(deployment, options.rotate, sure=options.sure == "yes")
    else:
        made = make_missing(deployment)
        print("\n".join(f"Made {name}" for name in made) or "Every secret exists already; none was changed")


if __name__ == "__main__":
    main()
