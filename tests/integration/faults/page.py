"""The page of results: each call site by its name, and what became of each fault."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from tests.integration.faults.calls import Fault
from tests.integration.faults.trial import Result

_WAYS = {
    Fault.THROTTLED: "AWS throttles the call, also after the client library's own attempts",
    Fault.LOST: "the call takes effect, and its answer never comes",
    Fault.REPEATED: "the call takes effect, its answer is lost, and the client library sends it again",
    Fault.DIES_BEFORE: "the function's process ends before the call takes effect",
    Fault.DIES_AFTER: "the function's process ends right after the call took effect",
}


class _Row(NamedTuple):
    caller: str
    asks: str
    operation: str


_ALL = "once for each call and each fault"
_ONCE = (
    "once for each call site, with one fault after the other (the run of `make test`; `make faults` alone tries all)"
)


def page_of(results: Iterable[tuple[str, Result]], *, seconds: float, is_once: bool) -> str:
    """Markdown. Results come with their scenario's name."""
    results = list(results)
    failed = [(name, result) for name, result in results if result.wrong]
    rows: defaultdict[_Row, list[tuple[str, Result]]] = defaultdict(list)
    for name, result in results:
        site = result.call.site
        rows[_Row(site.caller, site.asks, site.operation)].append((name, result))
    return "\n".join(
        [
            "# Calls to AWS that go wrong",
            "",
            "`make faults` writes this page. Each way of changing a library runs once to find the calls that it makes, and then",
            f"{_ONCE if is_once else _ALL}: that one call goes wrong, whoever called tries again, and the",
            "schedules run. Then the doctor compares tables, buckets and the search index, and everything is held against the run",
            "without a fault.",
            "",
            "| fault | what happens |",
            "|---|---|",
            *(f"| {fault} | {what} |" for fault, what in _WAYS.items()),
            "",
            f"{len(results):,} runs in {seconds:,.0f} s of CPU, at {len(rows)} call sites. {len(failed)} ended otherwise.",
            "",
            *(f"- **{name}**, {result.call}, {result.fault}: {result.wrong}" for name, result in failed),
            "## Ways of changing a library",
            "",
            *(f"- {name}: {count} runs" for name, count in _counted(results).items()),
            "",
            "## Call sites",
            "",
            "The columns say how the fault showed. `503`: the client is told to try again. `died`: it tries again by itself. A message",
            "is `delivered again`. A schedule does it in its `next run`. Where nothing is said, nobody noticed. A dash: there is no such",
            "fault, because a read has no effect. `make faults ARGS=--once` tries one fault at each site, and no other.",
            "",
            f"| who asks | by | for | calls | {' | '.join(Fault)} |",
            f"|---|---|---|---|{'---|' * len(Fault)}",
            *(_line(row, found) for row, found in sorted(rows.items())),
            "",
        ]
    )


def _counted(results: list[tuple[str, Result]]) -> dict[str, int]:
    counted: defaultdict[str, int] = defaultdict(int)
    for name, _ in results:
        counted[name] += 1
    return counted


def _line(row: _Row, results: list[tuple[str, Result]]) -> str:
    calls = len({(name, result.call) for name, result in results})
    possible = results[0][1].call.site.faults
    cells = [_cell([result for _, result in results if result.fault is fault], fault in possible) for fault in Fault]
    return (
        f"| `{row.caller}` | {f'`{row.asks}`' if row.asks else ''} | {row.operation} | {calls} | {' | '.join(cells)} |"
    )


def _cell(results: list[Result], is_possible: bool) -> str:
    if not results:
        return "not tried" if is_possible else "-"
    if any(result.wrong for result in results):
        return "**wrong**"
    return ", ".join(sorted({word for result in results for word in result.told}))
