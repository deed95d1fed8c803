"""What an operator is told of migrations, also by the commands around a deployment."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from local.assembly import Resource
from operations.deployment import Deployment
from operations.migrations.journal import Journal
from operations.migrations.run import OutOfOrder, due
from operations.migrations.steps import MIGRATIONS
from operations.preflight import DENIED
from pixelflare.aws.clients import use_region
from pixelflare.aws.table import Table
from pixelflare.base.clock import text_of

NOT_DEPLOYED = "ValidationError"


def status(journal: Journal) -> Iterator[str]:
    """A line for each migration. Raises OutOfOrder."""
    applied, place = journal.applied(), journal.place()
    due(MIGRATIONS, applied)
    for each in MIGRATIONS:
        if done := applied.get(each.number):
            yield f"{each.title}: applied {text_of(done.applied_at)}, {done.changed} rows"
        elif place.number == each.number:
            yield f"{each.title}: under way, {place.changed} rows so far, pass {place.passes + 1}"
        else:
            yield f"{each.title}: due; it {each.does}"


def reminder(journal: Journal) -> list[str]:
    """For the commands around a deployment: nothing, or what to do."""
    try:
        left = due(MIGRATIONS, journal.applied())
    except OutOfOrder as wrong:
        return [f"data migrations: {wrong}"]
    except ClientError as refused:
        if refused.response["Error"]["Code"] not in DENIED:
            raise
        return ["data migrations: not looked at, as these credentials may not read the core table"]
    if not left:
        return []
    told = ", ".join(each.title for each in left)
    return [f"{len(left)} data migrations are due ({told}): run `make migrate` when this release is deployed"]


def reminder_of(deployment: Deployment) -> list[str]:
    """The same before a deployment; nothing where none has been."""
    (core,) = [each for each in deployment.assembly.resources("AWS::DynamoDB::Table") if _is_core(each)]
    try:
        name = deployment.physical_name(core)
    except ClientError as missing:
        if missing.response["Error"]["Code"] != NOT_DEPLOYED:
            raise
        return []
    use_region(deployment.client("dynamodb").meta.region_name)
    return reminder(Journal(Table(name)))


def _is_core(table: Resource) -> bool:
    return table.logical_id.startswith("Core")
