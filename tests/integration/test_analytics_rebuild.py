"""`make analytics-rebuild` writes the rows that were counted, from the objects that hold the results."""

from typing import Any

import pytest

from operations.analytics_rebuild import main
from pixelflare.aws.table import Table
from tests.assembly import assembly_dir
from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.cloud import Cloud, User


def counted(cloud: Cloud, owner: str) -> dict[tuple[str, str], str]:
    rows = [row for row in cloud.rows("DERIVED_TABLE") if row["pk"]["S"].startswith(f"S#{owner}")]
    return {(row["pk"]["S"], row["sk"]["S"]): row["tally"]["S"] for row in rows}


def forget_rows(cloud: Cloud, owner: str) -> None:
    table = Table(cloud.variables["DERIVED_TABLE"])
    for pk, sk in counted(cloud, owner):
        table.delete({"pk": pk, "sk": sk})


def forget_objects(cloud: Cloud, prefix: str) -> None:
    for key in cloud.keys("LOGS_BUCKET", prefix):
        cloud.client("s3").delete_object(Bucket=cloud.variables["LOGS_BUCKET"], Key=key)


@pytest.fixture
def image(cloud: Cloud, user: User, rocket: bytes) -> Any:
    """Seen in two hours of one day, and on the day after."""
    image = user.upload(rocket)
    path = f"/{image['owner']}/{image['album']}/{image['filename']}"
    for at in ("2026-11-27T10", "2026-11-27T11", "2026-11-28T09"):
        write_log(cloud, *(log_line(path, at=f"{at}:0{number}:00Z") for number in range(3)))
        count_views(cloud, at=f"{at}:20:00Z")
    return image


@pytest.mark.parametrize("lost", [(), ("rollups/D/", "rollups/M/")], ids=["rows", "rows, days and months"])
def test_lost_rows_are_written_again(cloud: Cloud, image: Any, lost: tuple[str, ...]) -> None:
    before = counted(cloud, image["owner"])
    assert {sk[0] for _, sk in before} == {"H", "D", "M"}
    forget_rows(cloud, image["owner"])
    for prefix in lost:
        forget_objects(cloud, prefix)

    main(["--assembly", str(assembly_dir()), "--local"])

    assert counted(cloud, image["owner"]) == before


def test_a_row_that_is_wrong_is_put_right_and_a_second_run_changes_nothing(cloud: Cloud, image: Any) -> None:
    before = counted(cloud, image["owner"])
    table = Table(cloud.variables["DERIVED_TABLE"])
    pk, sk = next(key for key in before if key[1].startswith("D#"))
    table.update({"pk": pk, "sk": sk}, set_={"tally": "[[9,9,9,9,9,9,9],{},0]"})

    for _ in range(2):
        main(["--assembly", str(assembly_dir()), "--local"])
        assert counted(cloud, image["owner"]) == before
