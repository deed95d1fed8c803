"""`make docs` writes the table of the dashboard in docs/alarms.md from the synthesized templates, so that both show the same."""

import json
import re
from pathlib import Path
from typing import Any

from local.assembly import Assembly, Resource, read_assembly
from local.synth import assembly_of

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "alarms.md"
_HEAD = "| graph | metrics | tells |\n| --- | --- | --- |\n"
_SEARCHED = re.compile(r'MetricName="(\w+)"')
_OUTSIDE = "outside"
"""In place of what only a deployment knows."""

MEANINGS = {
    "Requests to the API": "use, 4xx, 5xx",
    "Latency of the API (ms, p99)": "the slowest percent of the requests",
    "5xx of the distributions (%)": "which share of the views ended in an error of ours",
    "Errors of all functions": "crashes and timeouts, of whatever runs in the account",
    "Throttled calls": "calls that found no room, of whatever runs in the account",
    "Unexpected failures": "pictures, uploads, variants and changes that failed by a mistake of ours",
    "Answers of the CDN's function": "requests and 5xx of the function URL",
    "Duration of the CDN's function (ms, p99)": "how long the slowest percent of viewers waits for a picture",
    "Runs of schedules": "whether each schedule runs when it should",
    "Oldest message (s)": "what waits in each queue",
    "Oldest change (ms)": "how far what follows the records lies behind them",
    "Dead letters": "what failed for good in each queue",
    "Custom domains": "domains that failed, and those that CloudFront had no room for",
    "Notices by e-mail": "letters that SES refused",
    "Backups": "owners' nights that failed, three in a row, and changes that their buckets refused",
    "Moderation": "pictures that have waited for their verdict for 30 minutes, and attempts of the model that failed",
}
"""What an operator learns from each graph. A graph without a line here, and a line without a graph, fail a test."""


def graphs(assembly: Assembly) -> dict[str, list[str]]:
    """The names of the metrics of each graph of the dashboard, as the templates have it."""
    (dashboard,) = assembly.resources("AWS::CloudWatch::Dashboard")
    return {each["title"]: _metrics(each["metrics"]) for each in _widgets(dashboard)}


def table(found: dict[str, list[str]]) -> str:
    """Raises KeyError for a graph that nobody has explained."""
    rows = (
        f"| {title} | {', '.join(f'`{name}`' for name in names)} | {MEANINGS[title]} |"
        for title, names in found.items()
    )
    return _HEAD + "\n".join(rows) + "\n"


def page(text: str, assembly: Assembly) -> str:
    """docs/alarms.md with the table as it should be."""
    before, head, rest = text.partition(_HEAD)
    if not head:
        raise LookupError("docs/alarms.md has no table of the dashboard")
    return before + table(graphs(assembly)) + "\n" + rest.partition("\n\n")[2]


def metrics_shown(assembly: Assembly) -> list[int]:
    """How many metrics each dashboard reads. Of searches there is one, over the distributions, and each that it finds counts."""
    distributions = len(list(assembly.resources("AWS::CloudFront::Distribution")))
    return [
        sum(1 if len(row) > 1 else distributions for each in _widgets(dashboard) for row in each["metrics"])
        for dashboard in assembly.resources("AWS::CloudWatch::Dashboard")
    ]


def _widgets(dashboard: Resource) -> list[dict[str, Any]]:
    return [each["properties"] for each in json.loads(_text(dashboard.properties["DashboardBody"]))["widgets"]]


def _metrics(rows: list[list[Any]]) -> list[str]:
    """Their names; those of a search are inside its expression."""
    return sorted({row[1] if len(row) > 1 else _SEARCHED.findall(row[0]["expression"])[0] for row in rows})


def _text(body: Any) -> str:
    """A text that is joined from parts; those of the deployment are not in the names of graphs and metrics."""
    if isinstance(body, str):
        return body
    return "".join(part if isinstance(part, str) else _OUTSIDE for part in body["Fn::Join"][1])


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(), read_assembly(assembly_of(ROOT))))
