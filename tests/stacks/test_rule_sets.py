"""What others' rules for AWS templates find is either mended or explained."""

import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from local.synth import unpacked_once
from tests.assembly import ROOT, VALIDATION_IS_OFF
from tests.stacks.accepted import CHECKOV, NAG, Accepted, Finding, outdated, unexplained

CHECKOV_COMMAND = ROOT / ".cache" / "checkov" / "bin" / "checkov"


def _nag_findings(folder: Path) -> list[Finding]:
    subprocess.run(
        [sys.executable, "-m", "tests.stacks.nag"],
        cwd=ROOT,
        check=True,
        env=os.environ
        | {"CDK_OUTDIR": str(folder), **unpacked_once()}
        | {"CDK_CONTEXT_JSON": json.dumps(VALIDATION_IS_OFF)},
    )
    report = json.loads((folder / "validation-report.json").read_text())
    (nag,) = [each for each in report["pluginReports"] if each["pluginName"] == "AwsSolutions"]
    return [
        _nag_finding(violation["ruleName"], construct["constructPath"])
        for violation in nag["violations"]
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


def test_every_finding_of_cdk_nag_is_explained(tmp_path: Path) -> None:
    _assert_explained(_nag_findings(tmp_path / "cdk.out"), NAG)


def test_every_finding_of_checkov_is_explained(assembly: Path) -> None:
    _assert_explained(_checkov_findings(assembly), CHECKOV)


def test_a_new_finding_and_an_explanation_without_one_are_noticed() -> None:
    accepted = (Accepted("R1", "storage/*/Resource", "because"), Accepted("R2", "service/Api", "because"))
    found = [Finding("R1", "storage/Uploads/Resource"), Finding("R2", "service/Cdn")]

    assert unexplained(found, accepted) == [Finding("R2", "service/Cdn")]
    assert outdated(found, accepted) == [accepted[1]]
