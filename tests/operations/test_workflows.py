"""The workflows of the hosting service: what can be said about them without it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = frozenset(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

pytestmark = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)


def read(workflow: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(workflow.read_text())
    return content


def steps(workflow: Path) -> Iterator[dict[str, Any]]:
    for job in read(workflow)["jobs"].values():
        yield from job.get("steps", [])


def test_foreign_actions_are_pinned_to_a_commit(workflow: Path) -> None:
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    assert [name for name in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name)] == []


def test_every_command_of_make_exists(workflow: Path) -> None:
    named = {name for step in steps(workflow) for name in re.findall(r"\bmake ([a-z]+)", step.get("run", ""))}
    assert named <= TARGETS


def test_nothing_is_put_into_a_script_that_a_stranger_can_write(workflow: Path) -> None:
    """Values reach scripts as variables: an expression would be pasted in before the shell reads it."""
    assert [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")] == []


def test_rights_are_to_read_unless_a_job_says_otherwise(workflow: Path) -> None:
    content = read(workflow)
    assert content["permissions"] == {"contents": "read"}
    extra = {name: job["permissions"] for name, job in content["jobs"].items() if "permissions" in job}
    assert extra in ({}, {"deploy": {"contents": "read", "id-token": "write"}})


def test_jobs_end(workflow: Path) -> None:
    jobs = read(workflow)["jobs"].values()
    assert all("timeout-minutes" in job or "uses" in job for job in jobs)
