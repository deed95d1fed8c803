"""`python -m operations.brake` shows the bill brake of an installation, and moves it: to a level, or back to what is spent.

It works with the settings of the function that counts what is spent, and announces each step like that one.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from functions.brake_schedule.services import Services
from local.assembly import Assembly, Resource, read_assembly
from local.provisioned import Provisioned
from local.synth import assembly_of
from operations.deployment import Deployment, deployment_of
from pixelflare.base import clock
from pixelflare.brake import report_of
from schema.brake import BrakeLevel, BrakeReport
from schema.env.brake_schedule import BrakeScheduleEnv

AUTO = "auto"
_DOES = {
    BrakeLevel.OFF: "everything works",
    BrakeLevel.STORED_ONLY: "only what is stored is served, and uploads go on",
    BrakeLevel.NO_UPLOADS: "only what is stored is served, and no uploads are taken",
}


def move(level: str, services: Services) -> BrakeReport:
    """What holds then. Empty: as it is. Raises Unavailable."""
    now, control = clock.now(), services.control("make brake")
    if not level:
        return report_of(services.store.find(), services.thresholds, now=now)
    state = control.hold(None if level == AUTO else BrakeLevel(int(level)), now=now)
    return report_of(state, services.thresholds, now=now)


def told(report: BrakeReport) -> str:
    """In words."""
    why = "as an operator has set it" if report.held is not None else "by what is spent"
    ends = f", until {report.ends_at:%Y-%m-%d} (UTC)" if report.ends_at else ""
    thresholds = ", ".join(
        f"level {level} from ${dollars} on" if dollars else f"level {level} only by hand"
        for level, dollars in ((1, report.stored_only_dollars), (2, report.no_uploads_dollars))
    )
    counted = f"${float(report.estimated):.2f} by our count" if report.estimated else "not counted yet"
    billed = f", ${float(report.billed):.2f} by AWS's" if report.billed else ""
    return (
        f"Level {report.level}, {why}{ends}: {_DOES[BrakeLevel(report.level)]}.\n"
        f"Spent in {report.month}: {counted}{billed}; {thresholds}."
    )


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m operations.brake", description=__doc__)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--assembly", type=Path, help="the folder that cdk synth wrote: the brake of its deployment")
    place.add_argument("--local", action="store_true", help="the brake of a running make run")
    parser.add_argument("--level", default="", choices=["", *(str(each.value) for each in BrakeLevel), AUTO])
    return parser.parse_args(arguments)


def variables_of(deployment: Deployment) -> dict[str, str]:
    """Of the deployed function."""
    name = deployment.physical_name(_schedule(deployment.assembly))
    found = deployment.client("lambda").get_function_configuration(FunctionName=name)
    return dict(found["Environment"]["Variables"])


def _schedule(assembly: Assembly) -> Resource:
    (found,) = [
        each
        for each in assembly.resources("AWS::Lambda::Function")
        if ".brake_schedule." in str(each.properties.get("Handler"))
    ]
    return found


def _variables(options: argparse.Namespace) -> dict[str, str]:
    if options.local:
        assembly = read_assembly(assembly_of(Path.cwd(), ""))
        return Provisioned(assembly, "localhost").environment("brake_schedule")
    return variables_of(deployment_of(options.assembly))


def main(arguments: Sequence[str] | None = None) -> None:
    options = options_of(arguments)
    print(told(move(options.level, Services(BrakeScheduleEnv.read(_variables(options))))))


if __name__ == "__main__":
    main()
