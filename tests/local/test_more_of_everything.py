"""A behaviour, a queue, a function, a rule and a schedule more in the stacks: each works without a change in local/."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.assembly import read_assembly
from local.cloud import LocalCloud
from local.synth import WITHOUT_VALIDATION

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("extended") / "calls"


@pytest.fixture(scope="module")
def extended(out: Path) -> Iterator[LocalCloud]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONPATH": str(ROOT),
        "CDK_OUTDIR": str(out.parent / "assembly"),
        **WITHOUT_VALIDATION,
    }
    script = str(ROOT / "tests" / "local" / "extended_app.py")
    subprocess.run([sys.executable, script, str(out)], cwd=ROOT, env=environment, check=True)
    assembly = read_assembly(out.parent / "assembly")
    with LocalCloud(assembly, state=out.parent / "state", port=0, root=ROOT, clock_runs=False) as cloud:
        yield cloud


@pytest.fixture
def calls(out: Path) -> Callable[[str], list[Any]]:
    def calls(role: str) -> list[Any]:
        lines = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
        return [event for called, event in lines if called == role]

    return calls


def test_a_new_behaviour_reaches_its_function(extended: LocalCloud) -> None:
    answer = httpx.get(f"http://127.0.0.1:{extended.port}/extra/thing", timeout=60)
    assert (answer.status_code, answer.text) == (200, "extra: /extra/thing")


def test_a_new_queue_feeds_its_function(extended: LocalCloud, calls: Callable[[str], list[Any]]) -> None:
    sqs = extended.client("sqs")
    (url,) = [each for each in sqs.list_queues()["QueueUrls"] if "ExtraQueue" in each]
    sqs.send_message(QueueUrl=url, MessageBody="hello")
    assert extended.drain(timeout=60)
    assert [record["body"] for event in calls("queue") for record in event["Records"]] == ["hello"]


def test_a_new_rule_calls_its_function_for_what_it_matches(
    extended: LocalCloud, calls: Callable[[str], list[Any]]
) -> None:
    entries = [
        {"Source": "extra.test", "DetailType": "Tried", "Detail": json.dumps({"wanted": wanted})}
        for wanted in (False, True)
    ]
    extended.client("events").put_events(Entries=entries)
    assert extended.drain(timeout=60)
    assert [event["detail"] for event in calls("rule")] == [{"wanted": True}]


def test_a_new_schedule_calls_its_function_when_it_is_due(
    extended: LocalCloud, calls: Callable[[str], list[Any]]
) -> None:
    assert any(
        name.startswith("ExtraSchedule") for name in extended.run_schedules(datetime.now(UTC) + timedelta(days=1))
    )
    assert [event["detail-type"] for event in calls("schedule")] == ["Scheduled Event"]


def test_the_product_still_works_beside_them(extended: LocalCloud) -> None:
    health = httpx.get(f"http://127.0.0.1:{extended.port}/_gateway/health", timeout=60)
    assert health.status_code == 200
