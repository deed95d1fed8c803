"""`make migrate`, as an operator sees it, and what the commands around a deployment say."""

import pytest
from botocore.exceptions import ClientError

from operations.deployment import Deployment
from operations.doctor import services_of
from operations.migrations import __main__ as command
from operations.migrations.journal import Journal
from operations.migrations.places import Installation
from operations.migrations.steps import MIGRATIONS
from operations.migrations.told import reminder, reminder_of
from pixelflare.aws.table import Table
from pixelflare.base import clock
from tests.assembly import assembly_dir
from tests.integration.cloud import Cloud
from tests.migrations.library import Library
from tests.migrations.loaded import empty


def ended(monkeypatch: pytest.MonkeyPatch, here: Installation, what: str) -> int | str | None:
    monkeypatch.setattr(command, "_local", lambda: here)
    with pytest.raises(SystemExit) as end:
        command.main(["--local", what])
    return end.value.code


def test_a_plan_says_counts_and_writes_nothing_a_run_applies_and_status_tells(
    cloud: Cloud,
    library: Library,
    here: Installation,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = cloud.rows("CORE_TABLE")
    assert ended(monkeypatch, here, "plan") == command.DUE
    told = capsys.readouterr().out
    assert "0001 stale-paths: 1 rows; it keeps which paths" in told
    assert all(each.title in told for each in MIGRATIONS)
    assert ended(monkeypatch, here, "status") == command.DUE
    assert cloud.rows("CORE_TABLE") == rows

    assert ended(monkeypatch, here, "run") == 0
    assert "0001 stale-paths: applied 20" in capsys.readouterr().out
    assert ended(monkeypatch, here, "status") == 0
    assert ended(monkeypatch, here, "plan") == 0
    assert capsys.readouterr().out.endswith("Nothing is due.\n")
    assert Journal(here.core).place().holder is None, "the lease is given back"


def test_a_second_operator_is_told_when_the_first_is_over(
    library: Library, here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    Journal(here.core).take("another", now=clock.now())
    assert str(ended(monkeypatch, here, "run")).startswith("somebody is migrating already")


def test_a_new_installation_begins_with_all_of_them_and_an_old_one_is_reminded(
    cloud: Cloud,
    library: Library,
    here: Installation,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ended(monkeypatch, here, "after-deployment") == 0
    assert "9 data migrations are due (0001 stale-paths, " in capsys.readouterr().out
    assert Journal(here.core).applied() == {}

    empty(cloud)
    for _ in range(2):
        assert ended(monkeypatch, here, "after-deployment") == 0
        assert capsys.readouterr().out == "No data migrations are due.\n"
    assert [each.changed for each in Journal(here.core).applied().values()] == [0] * len(MIGRATIONS)


def test_doctor_knows_the_same_table(cloud: Cloud, library: Library, here: Installation) -> None:
    services = services_of(cloud.provisioned.assembly, cloud.provisioned.name)
    assert reminder(Journal(services.core)) == reminder(Journal(here.core)) != []


def test_credentials_that_may_not_look_are_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "Query")

    monkeypatch.setattr(Table, "query", denied)
    (told,) = reminder(Journal(Table("core")))
    assert "may not read the core table" in told


def test_upgrade_check_asks_the_deployed_table(cloud: Cloud, library: Library, here: Installation) -> None:
    class CloudFormation:
        meta = cloud.client("dynamodb").meta

        def describe_stack_resource(self, **_: str) -> dict[str, dict[str, str]]:
            return {"StackResourceDetail": {"PhysicalResourceId": here.core_name}}

    deployment = Deployment(cloud.provisioned.assembly, lambda _: CloudFormation())
    assert reminder_of(deployment) == reminder(Journal(here.core)) != []


def test_a_running_make_run_is_found_by_the_names_of_its_template(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "assembly_of", lambda *_: assembly_dir())
    found = command._local()
    names = ("core_name", "public_bucket", "private_bucket", "pool_id", "issuer", "pepper_parameter", "widths")
    assert {name: getattr(found, name) for name in names} == {name: getattr(here, name) for name in names}
