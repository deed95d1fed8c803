"""`python -m operations.owners` sets an owner's plan, suspends an owner, and ends a suspension.

Each is one transaction with an entry in the owner's audit log. Functions learn of a suspension within half a minute.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from local.assembly import Assembly, Resource, read_assembly
from local.provisioned import Provisioned
from local.synth import assembly_of
from operations.deployment import deployment_of
from pixelflare.audit import AuditLog
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import NotFound
from pixelflare.usage import OwnerControls
from schema.identity.users import PlanTier
from schema.limits import MAX_REASON_LENGTH


def controls_of(assembly: Assembly, name_of: Callable[[Resource], str]) -> OwnerControls:
    """For the tables of an installation, by the names of their constructs."""

    def named(construct: str) -> str:
        (found,) = [
            each for each in assembly.resources("AWS::DynamoDB::Table") if each.logical_id.startswith(construct)
        ]
        return name_of(found)

    return OwnerControls(Table(named("Core")), audit=AuditLog(Table(named("Audit")), cursor_key=bytes))


def decide(options: argparse.Namespace, controls: OwnerControls) -> str:
    """What was done. Raises NotFound."""
    owner, now = options.owner, clock.now()
    if options.plan:
        controls.set_plan(owner, PlanTier(options.plan), by="make plan", now=now)
        return f"{owner} has the plan {options.plan}."
    if options.resume:
        controls.resume(owner, by="make resume", now=now)
        return f"{owner} may change things again, within half a minute."
    controls.suspend(owner, options.reason or None, by="make suspend", now=now)
    return f"{owner} is suspended: read-only within half a minute."


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m operations.owners", description=__doc__)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--assembly", type=Path, help="the folder that cdk synth wrote: decide in its deployment")
    place.add_argument("--local", action="store_true", help="decide in a running make run")
    parser.add_argument("--owner", required=True, type=_owner, help="the first part of the owner's CDN paths")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--plan", choices=[str(plan) for plan in PlanTier])
    what.add_argument("--suspend", action="store_true")
    what.add_argument("--resume", action="store_true")
    parser.add_argument("--reason", default="", type=_reason, help="for --suspend; the owner reads it")
    return parser.parse_args(arguments)


def _owner(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("say which: OWNER=...")
    return text


def _reason(text: str) -> str:
    if len(text) > MAX_REASON_LENGTH:
        raise argparse.ArgumentTypeError(f"at most {MAX_REASON_LENGTH} characters")
    return text


def _controls(options: argparse.Namespace) -> OwnerControls:
    if options.local:
        assembly = read_assembly(assembly_of(Path.cwd(), ""))
        return controls_of(assembly, Provisioned(assembly, "localhost").name)
    deployment = deployment_of(options.assembly)
    return controls_of(deployment.assembly, deployment.physical_name)


def main(arguments: Sequence[str] | None = None) -> None:
    options = options_of(arguments)
    try:
        print(decide(options, _controls(options)))
    except NotFound as unknown:
        print(unknown.message, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
