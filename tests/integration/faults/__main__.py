"""`python -m tests.integration.faults` lets each call go wrong in each way, and writes benchmarks/results/faults.md.

Of reads that one site makes again and again, the first and the last go wrong. With names of scenarios, only those, and no
page. Ends with 1 when something ended otherwise than without a fault.
"""

import logging
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "test")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "test")

from tests.integration.cloud import Cloud
from tests.integration.faults.calls import Call
from tests.integration.faults.page import page_of
from tests.integration.faults.scenarios import SCENARIOS, Scenario
from tests.integration.faults.trial import Result, run_clean, run_with
from tests.integration.installed import installation

PAGE = Path(__file__).parents[3] / "benchmarks" / "results" / "faults.md"


def every_fault(scenario: Scenario, cloud: Cloud) -> Iterator[Result]:
    clean = run_clean(scenario, cloud)
    for site, times in clean.sites.items():
        if site.is_of_every_request and scenario is not SCENARIOS[0]:
            continue
        for number in range(1, times + 1) if site.is_write else sorted({1, times}):
            for fault in site.faults:
                yield run_with(scenario, cloud, Call(site, number), fault, clean=clean)


def main(names: list[str]) -> int:
    logging.disable(logging.CRITICAL)  # faults are what this is about; their logs fill a screen each
    began, results = time.process_time(), []
    with installation() as cloud:
        for scenario in SCENARIOS:
            if names and scenario.name not in names:
                continue
            found = [(scenario.name, result) for result in every_fault(scenario, cloud)]
            results += found
            print(f"{scenario.name}: {len(found)} runs", file=sys.stderr)
            for _, result in found:
                for wrong in result.wrong:
                    print(f"  {result.call}, {result.fault}: {wrong}", file=sys.stderr)
    if not names:
        PAGE.write_text(page_of(results, seconds=time.process_time() - began))
    return 1 if any(result.wrong for _, result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
