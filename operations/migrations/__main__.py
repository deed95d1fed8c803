"""`python -m operations.migrations` brings records of earlier releases to what this release expects (docs/migrating.md).

`plan` counts what there is to do and changes nothing, `run` does it, `status` says what was done. Whatever stops a run, the next one
goes on where it was. Ends with 0 if nothing is left, 1 if something went wrong, 3 if migrations are due.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from local.assembly import Resource, read_assembly
from local.provisioned import Provisioned
from local.resolve import REGION
from local.synth import assembly_of
from operations.deployment import deployment_of
from operations.migrations.journal import Journal, SomebodyMigrates
from operations.migrations.places import Installation, installation_of
from operations.migrations.run import OutOfOrder, apply, due, plan
from operations.migrations.steps import MIGRATIONS
from operations.migrations.told import reminder, status
from pixelflare.aws.clients import client, use_region
from pixelflare.base import clock
from pixelflare.base.errors import AppError
from pixelflare.base.ids import new_nonce

WRONG, DUE = 1, 3


def show_plan(here: Installation, journal: Journal) -> int:
    left = due(MIGRATIONS, journal.applied())
    for each in left:
        print(f"{each.title}: {plan(each, here, now=clock.now())} rows; it {each.does}", flush=True)
    print("RUN=yes does it. Later migrations may find more, once earlier ones have run." if left else "Nothing is due.")
    return DUE if left else 0


def show_status(journal: Journal) -> int:
    print("\n".join(status(journal)))
    return DUE if due(MIGRATIONS, journal.applied()) else 0


def run(here: Installation, journal: Journal) -> int:
    """All that are due, in order. Raises SomebodyMigrates, AppError."""
    place = journal.take(new_nonce(), now=clock.now())
    try:
        for each in due(MIGRATIONS, journal.applied()):
            print(f"{each.title}: it {each.does}", flush=True)
            place, is_done = apply(each, here, journal, place, clock=clock.now, say=print)
            if not is_done:
                print(f"{each.title}: rows go on changing; run it again, and look at who writes them", file=sys.stderr)
                return WRONG
    finally:
        journal.give_back(place)
    return show_status(journal)


def after_deployment(journal: Journal) -> int:
    """Nothing has to be done to a new installation; of any other, what is due is said. That is no failure of the deployment."""
    told = reminder(journal)
    if told and not journal.applied() and journal.is_new_installation():
        journal.begin_with(MIGRATIONS, now=clock.now())
        told = reminder(journal)
    print("\n".join(told) or "No data migrations are due.")
    return 0


def _local() -> Installation:
    assembly = read_assembly(assembly_of(Path.cwd(), ""))
    here = Provisioned(assembly, "localhost")

    def pool_id(pool: Resource) -> str:
        pools = client("cognito-idp").get_paginator("list_user_pools").paginate(MaxResults=60)
        named = (each for page in pools for each in page["UserPools"] if each["Name"] == here.name(pool))
        return str(next(named)["Id"])

    return installation_of(assembly, here.name, region=REGION, pool_id=pool_id)


def _deployed(folder: Path) -> Installation:
    deployment = deployment_of(folder)
    region = str(deployment.client("dynamodb").meta.region_name)
    use_region(region)
    return installation_of(deployment.assembly, deployment.physical_name, region=region)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.migrations", description=__doc__)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--assembly", type=Path, help="the folder that cdk synth wrote: migrate its deployment")
    place.add_argument("--local", action="store_true", help="migrate a running make run")
    parser.add_argument("what", choices=["plan", "run", "status", "after-deployment"])
    options = parser.parse_args(arguments)
    try:
        here = _local() if options.local else _deployed(options.assembly)
        sys.exit(_do(options.what, here))
    except (OutOfOrder, SomebodyMigrates) as refused:
        sys.exit(str(refused))
    except (AppError, ClientError, BotoCoreError) as stopped:
        sys.exit(f"Stopped: {stopped}. What is done is done; the next run goes on here")


def _do(what: str, here: Installation) -> int:
    journal = Journal(here.core)
    match what:
        case "plan":
            return show_plan(here, journal)
        case "run":
            return run(here, journal)
        case "status":
            return show_status(journal)
        case _:
            return after_deployment(journal)


if __name__ == "__main__":
    main()
