"""What others' rules for AWS templates find is either mended or explained."""

import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from tests.assembly import ROOT
from tests.stacks.accepted import CHECKOV, NAG, Accepted, Finding, outdated, unexplained

NAG_PLUGIN, CDK_PLUGIN = "AwsSolutions", "CloudFormation Validate"
WRONG = "wrong"
"""A stack that only `tests.stacks.nag` has."""
CHECKOV_COMMAND = ROOT / ".cache" / "checkov" / "bin" / "checkov"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What the CDK's own rules and cdk-nag's find, by the name of who found it."""
    folder = tmp_path_factory.mktemp("judged") / "cdk.out"
    environment = {"CDK_OUTDIR": str(folder), "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"}
    subprocess.run([sys.executable, "-m", "tests.stacks.nag"], cwd=ROOT, check=True, env=os.environ | environment)
    report = json.loads((folder / "validation-report.json").read_text())
    return {each["pluginName"]: each["violations"] for each in report["pluginReports"]}


def _nag_findings(violations: list[dict[str, Any]]) -> list[Finding]:
    return [
        _nag_finding(violation["ruleName"], construct["constructPath"])
        for violation in violations
        for construct in violation["violatingConstructs"]
    ]


def _nag_finding(rule: str, construct: str) -> Finding:
    """`Rule[wildcard]` names what it has found in brackets; an exported name in it ends with a hash."""
    name, _, wildcard = rule.removesuffix("]").partition("[")
    return Finding(name, f"{construct} {wildcard}".strip())


def _checkov_findings(templates: Path) -> list[Finding]:
    assert CHECKOV_COMMAND.exists(), "checkov is not installed: run make test, or make checkov"
    files = [argument for file in sorted(templates.glob("*.template.json")) for argument in ("--file", str(file))]
    assert files, f"{templates} holds no templates"  # without any, checkov says nothing at all
    # Its own rules only, none from outside; it would otherwise ask for a newer list of rules.
    command = [CHECKOV_COMMAND, *files, "--framework", "cloudformation", "--skip-download", "--compact"]
    # It has packages of its own, one of them called like one of ours.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([*command, "--quiet", "-o", "json"], capture_output=True, text=True, env=environment)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["passed"] > 100, done.stderr
    assert report["summary"]["parsing_errors"] == 0
    return [Finding(each["check_id"], each["resource"]) for each in report["results"]["failed_checks"]]


def _assert_explained(found: Collection[Finding], accepted: Collection[Accepted]) -> None:
    assert unexplained(found, accepted) == []
    assert outdated(found, accepted) == []


@pytest.mark.xdist_group("judged templates")
def test_every_finding_of_cdk_nag_is_explained(judged: dict[str, list[dict[str, Any]]]) -> None:
    _assert_explained(_nag_findings(judged[NAG_PLUGIN]), NAG)


@pytest.mark.xdist_group("judged templates")
def test_the_cdks_own_rules_find_only_what_is_wrong_on_purpose(judged: dict[str, list[dict[str, Any]]]) -> None:
    found = {each["constructPath"] for finding in judged[CDK_PLUGIN] for each in finding["violatingConstructs"]}
    assert {construct.partition("/")[0] for construct in found} == {WRONG}


def test_every_finding_of_checkov_is_explained(assembly: Path) -> None:
    _assert_explained(_checkov_findings(assembly), CHECKOV)


def test_a_new_finding_and_an_explanation_without_one_are_noticed() -> None:
    accepted = (Accepted("R1", "storage/*/Resource", "because"), Accepted("R2", "service/Api", "because"))
    found = [Finding("R1", "storage/Uploads/Resource"), Finding("R2", "service/Cdn")]

    assert unexplained(found, accepted) == [Finding("R2", "service/Cdn")]
    assert outdated(found, accepted) == [accepted[1]]
