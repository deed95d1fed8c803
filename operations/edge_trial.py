"""`python -m operations.edge_trial` runs the edge functions on CloudFront's own engine before they are deployed.

Each function is created once more under another name, which leaves the published one alone and works before the first
deployment, too. TestFunction runs it in the stage DEVELOPMENT over stacks/edge/vectors.json; then it is deleted.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/test-function.html
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.assembly import Assembly, Resource
from operations.deployment import deployment_of
from operations.edge_vectors import Trial, trials_of
from stacks.parts.edge_code import KINDS, Kind

STAGE = "DEVELOPMENT"
CEILING = 50
"""Percent of the time that CloudFront allows. Up to 50 a function "should run without throttling"."""
MOST_RUNS = 3
"""A run on a busy machine takes longer; the shortest of these counts."""


class EdgeTrialError(Exception):
    """An edge function that is not to be deployed, and why."""


@dataclass(frozen=True)
class Report:
    """What a function took at most, in percent, and for which vector."""

    kind: Kind
    trials: int
    percent: int
    dearest: str

    def __str__(self) -> str:
        return f"{self.kind:<9} {self.trials:>3} vectors, at most {self.percent} % of CloudFront's time: {self.dearest}"


def try_edge(assembly: Assembly, cloudfront: Any, *, ceiling: int = CEILING) -> Iterator[Report]:
    """Raises EdgeTrialError for a function that fails, answers otherwise than a vector says, or takes too long."""
    for resource in assembly.resources("AWS::CloudFront::Function"):
        kind = next(kind for kind in KINDS if resource.properties["Name"].endswith(f"-edge-{kind}"))
        with_code = _Function(cloudfront, resource)
        try:
            yield _report(kind, with_code, trials_of(kind), ceiling=ceiling)
        finally:
            with_code.delete()


def _report(kind: Kind, function: "_Function", trials: Sequence[Trial], *, ceiling: int) -> Report:
    percents = {trial.name: _percent(kind, function, trial, ceiling=ceiling) for trial in trials}
    dearest = max(percents, key=lambda name: percents[name])
    return Report(kind, len(trials), percents[dearest], dearest)


def _percent(kind: Kind, function: "_Function", trial: Trial, *, ceiling: int) -> int:
    """Raises EdgeTrialError."""
    least = 100
    for _ in range(MOST_RUNS):
        result = function.test(trial)
        if failure := result.get("FunctionErrorMessage"):
            raise EdgeTrialError(f"{kind}: {trial.name}: {failure}")
        if objection := trial.objection(json.loads(result["FunctionOutput"])):
            raise EdgeTrialError(f"{kind}: {trial.name}: {objection}")
        least = min(least, int(result["ComputeUtilization"]))
        if least <= ceiling:
            return least
    raise EdgeTrialError(f"{kind}: {trial.name}: takes {least} % of CloudFront's time, more than {ceiling} %")


class _Function:
    """A function in the stage DEVELOPMENT, there until it is deleted."""

    def __init__(self, cloudfront: Any, resource: Resource) -> None:
        self._cloudfront = cloudfront
        self._name = f"{resource.properties['Name']}-trial"
        self._forget_earlier()
        made = cloudfront.create_function(
            Name=self._name,
            FunctionConfig={"Comment": "Being tried", "Runtime": resource.properties["FunctionConfig"]["Runtime"]},
            FunctionCode=resource.properties["FunctionCode"].encode(),
        )
        self._etag = made["ETag"]

    def test(self, trial: Trial) -> dict[str, Any]:
        """What TestFunction answers: output, error message, share of the time."""
        event = json.dumps(trial.event).encode()
        answer = self._cloudfront.test_function(Name=self._name, IfMatch=self._etag, Stage=STAGE, EventObject=event)
        return dict(answer["TestResult"])

    def delete(self) -> None:
        self._cloudfront.delete_function(Name=self._name, IfMatch=self._etag)

    def _forget_earlier(self) -> None:
        """What a trial has left behind that was broken off."""
        try:
            found = self._cloudfront.describe_function(Name=self._name, Stage=STAGE)
        except self._cloudfront.exceptions.NoSuchFunctionExists:
            return
        self._cloudfront.delete_function(Name=self._name, IfMatch=found["ETag"])


def _ceiling(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]?|100", text):
        raise argparse.ArgumentTypeError("a whole number of percent, 1 to 100")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.edge_trial", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    parser.add_argument("--ceiling", type=_ceiling, default=CEILING, help="percent of CloudFront's time")
    given = parser.parse_args(arguments)
    deployment = deployment_of(given.assembly)
    try:
        for report in try_edge(deployment.assembly, deployment.client("cloudfront"), ceiling=given.ceiling):
            print(report)
    except EdgeTrialError as refused:
        raise SystemExit(f"Not deployed: {refused}") from refused


if __name__ == "__main__":
    main()
