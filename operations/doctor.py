"""`python -m operations.doctor` compares tables, buckets and the search index, and prints every disagreement.

It looks twice, so that what is under way is no finding. It changes nothing unless it is told to repair. At the end it says which data
migrations are due: what they have not come to yet is among the findings.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from local.assembly import Assembly, Resource, read_assembly
from local.provisioned import Provisioned
from local.synth import assembly_of
from operations.deployment import deployment_of
from operations.migrations.journal import Journal
from operations.migrations.told import reminder
from pixelflare.audit import AuditLog
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.aws.vectors import S3Vectors
from pixelflare.cleanup.doctor import DoctorServices, Visit, owners_of, visit
from schema.budgets import DOCTOR_PAUSE

YES = "yes"


def services_of(assembly: Assembly, name_of: Callable[[Resource], str]) -> DoctorServices:
    """The tables and buckets of an installation, by the names of their constructs."""

    def named(type_: str, construct: str) -> str:
        (found,) = [each for each in assembly.resources(type_) if each.logical_id.startswith(construct)]
        return name_of(found)

    # The id of an index is its ARN.
    indexes = [name_of(each) for each in assembly.resources("AWS::S3Vectors::Index")]
    table, bucket = "AWS::DynamoDB::Table", "AWS::S3::Bucket"
    return DoctorServices(
        core=Table(named(table, "Core")),
        derived=Table(named(table, "Derived")),
        originals=ObjectStore(named(bucket, "Originals")),
        public=ObjectStore(named(bucket, "Public")),
        private=ObjectStore(named(bucket, "Private")),
        audit=AuditLog(Table(named(table, "Audit")), cursor_key=bytes),  # it gives no pages
        vectors=S3Vectors(*indexes) if indexes else None,
    )


def report(found: Visit, *, repair: bool) -> str:
    lines = [f"{finding.owner}: {finding.says}{_outcome(found, finding, repair)}" for finding in found.findings]
    if not lines:
        return "Tables, buckets and the search index agree."
    told = f"{len(found.findings)} disagreements"
    return "\n".join([*lines, f"{told}, {len(found.repaired)} repaired." if repair else f"{told}. REPAIR=yes repairs."])


def _outcome(found: Visit, finding: object, repair: bool) -> str:
    if not repair:
        return ""
    if finding in found.repaired:
        return " (repaired)"
    return " (changed meanwhile)" if finding in found.changed else " (needs a person)"


def _services(options: argparse.Namespace) -> DoctorServices:
    if options.local:
        assembly = read_assembly(assembly_of(Path.cwd(), ""))
        return services_of(assembly, Provisioned(assembly, "localhost").name)
    deployment = deployment_of(options.assembly)
    return services_of(deployment.assembly, deployment.physical_name)


def _pause() -> None:
    print(f"Looking again in {DOCTOR_PAUSE.total_seconds():.0f} seconds", file=sys.stderr)
    time.sleep(DOCTOR_PAUSE.total_seconds())


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.doctor", description=__doc__)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--assembly", type=Path, help="the folder that cdk synth wrote: look at its deployment")
    place.add_argument("--local", action="store_true", help="look at a running make run")
    parser.add_argument("--owner", default="", help="only this owner; otherwise all")
    parser.add_argument("--repair", default="", choices=["", YES, "no"])
    options = parser.parse_args(arguments)
    services, repair = _services(options), options.repair == YES
    owners = [options.owner] if options.owner else owners_of(services)
    found = visit(owners, services, nobodys=not options.owner, repair=repair, pause=_pause)
    print("\n".join([report(found, repair=repair), *reminder(Journal(services.core))]))
    sys.exit(1 if len(found.findings) > len(found.repaired) else 0)


if __name__ == "__main__":
    main()
