"""`python -m operations.restore` rebuilds one owner's library, or all of a bucket, from a backup alone.

It can be stopped and repeated. It touches nothing that is there already, and ends with 1 if something could not be restored.
The credentials for the bucket come from RESTORE_ACCESS_KEY_ID and RESTORE_SECRET_ACCESS_KEY, so that no list of processes shows
them. So does the recovery key of an encrypted backup: RESTORE_KEY.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from pydantic import SecretStr, ValidationError

from local.assembly import Assembly, Resource, read_assembly
from local.provisioned import Provisioned
from local.synth import assembly_of
from operations.deployment import deployment_of
from pixelflare.accounts import UserStore
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.backups import (
    ForeignPlace,
    Keyring,
    Restored,
    RestoreServices,
    open_bucket,
    owners_in,
    restore_library,
)
from pixelflare.base import clock
from pixelflare.base.errors import AppError, WrongRecoveryKey
from pixelflare.catalog import AlbumStore, ReturnedImages, TagStore
from schema.env.base import Env


class Credentials(Env):
    """For the bucket, from the environment."""

    restore_access_key_id: str
    restore_secret_access_key: SecretStr
    restore_key: SecretStr | None
    """The recovery key of an encrypted backup."""


def services_of(
    assembly: Assembly,
    name_of: Callable[[Resource], str],
    *,
    place: ForeignPlace,
    prefix: str,
    keyring: Keyring,
) -> RestoreServices:
    """The table and the bucket of an installation, by the names of their constructs, and the owner's bucket."""

    def named(type_: str, construct: str) -> str:
        (found,) = [each for each in assembly.resources(type_) if each.logical_id.startswith(construct)]
        return name_of(found)

    core = Table(named("AWS::DynamoDB::Table", "Core"))
    return RestoreServices(
        bucket=open_bucket(place, private_allowed=True),  # the operator names it
        prefix=prefix,
        keyring=keyring,
        users=UserStore(core),
        albums=AlbumStore(core),
        tags=TagStore(core),
        images=ReturnedImages(core),
        originals=ObjectStore(named("AWS::S3::Bucket", "Originals")),
    )


def restore(services: RestoreServices, *, owner: str, into: str) -> tuple[str, bool]:
    """What was done, in words, and whether all of it could be. Raises AppError."""
    lines, is_whole = [], True
    for source in [owner] if owner else owners_in(services.bucket, prefix=services.prefix):
        try:
            done = restore_library(source, services, into=into or source, report=_report, now=clock.now())
        except WrongRecoveryKey as refused:
            lines.append(f"{source}: nothing was restored, {refused.message} (RESTORE_KEY)")
            is_whole = False
            continue
        lines.append(
            f"{source}: {done.images} images restored ({done.bytes} bytes), {done.there_already} there already, "
            f"{done.albums} albums, {done.tags} tags, {len(done.failed)} could not be restored"
        )
        lines += [f"  {what}: {why}" for what, why in done.failed]
        is_whole = is_whole and not done.failed
    return "\n".join(lines or ["The bucket has no library below this prefix."]), is_whole and bool(lines)


def _report(done: Restored) -> None:
    seen = done.images + done.there_already + len(done.failed)
    print(f"{seen} images looked at, {done.images} restored", file=sys.stderr)


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m operations.restore", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--assembly", type=Path, help="the folder that cdk synth wrote: restore into its deployment")
    where.add_argument("--local", action="store_true", help="restore into a running make run")
    parser.add_argument("--endpoint", required=True, help="of the bucket's provider, like https://s3.example.com")
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--prefix", default="", help="before all keys, with a slash at its end")
    parser.add_argument("--virtual-hosts", action="store_true", help="the bucket is in the host's name")
    parser.add_argument("--owner", default="", help="only this owner; otherwise all that the bucket has")
    parser.add_argument("--into", default="", help="the owner who gets it, if another than --owner")
    options = parser.parse_args(arguments)
    if options.into and not options.owner:
        parser.error("--into needs --owner")
    try:
        options.credentials = Credentials.read()
    except ValidationError:
        parser.error("set RESTORE_ACCESS_KEY_ID and RESTORE_SECRET_ACCESS_KEY in the environment")
    return options


def _services(options: argparse.Namespace) -> RestoreServices:
    place = ForeignPlace(
        endpoint=options.endpoint,
        bucket=options.bucket,
        region=options.region,
        path_style=not options.virtual_hosts,
        access_key_id=options.credentials.restore_access_key_id,
        secret_access_key=options.credentials.restore_secret_access_key.get_secret_value(),
    )
    key = options.credentials.restore_key
    keyring = Keyring(recovery_key=key.get_secret_value() if key else "")
    where = partial(services_of, place=place, prefix=options.prefix, keyring=keyring)
    if options.local:
        assembly = read_assembly(assembly_of(Path.cwd(), ""))
        return where(assembly, Provisioned(assembly, "localhost").name)
    deployment = deployment_of(options.assembly)
    return where(deployment.assembly, deployment.physical_name)


def main(arguments: Sequence[str] | None = None) -> None:
    options = options_of(arguments)
    try:
        told, is_whole = restore(_services(options), owner=options.owner, into=options.into)
    except AppError as problem:
        print(problem.message, file=sys.stderr)
        sys.exit(1)
    print(told)
    sys.exit(0 if is_whole else 1)


if __name__ == "__main__":
    main()
