"""`python -m tests.integration.faults` lets each call go wrong in each way, and writes benchmarks/results/faults.md.

With `--once`, each call site goes wrong in one way, as in CI. With names of scenarios, only those, and no page. Ends with 1 when
something ended otherwise than without a fault.
"""

import logging
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "test")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "test")
os.environ.setdefault("POWERTOOLS_METRICS_DISABLED", "true")  # each is a line on standard output, and nobody reads them

from tests.integration.faults.behind import EVERY_SCENARIO
from tests.integration.faults.page import page_of
from tests.integration.faults.trial import Turns, each_site_once, every_fault
from tests.integration.installed import installation

ONCE = "--once"
PAGE = Path(__file__).parents[3] / "benchmarks" / "results" / "faults.md"


def main(arguments: list[str]) -> int:
    names = [name for name in arguments if name != ONCE]
    turns = Turns()
    logging.disable(logging.CRITICAL)  # faults are what this is about; their logs fill a screen each
    began, results = time.process_time(), []
    with installation() as cloud:
        for scenario in EVERY_SCENARIO:
            if names and scenario.name not in names:
                continue
            tried = each_site_once(scenario, cloud, turns) if ONCE in arguments else every_fault(scenario, cloud)
            found = [(scenario.name, result) for result in tried]
            results += found
            print(f"{scenario.name}: {len(found)} runs", file=sys.stderr)
            for _, result in found:
                for wrong in result.wrong:
                    print(f"  {result.call}, {result.fault}: {wrong}", file=sys.stderr)
    if not names:
        PAGE.write_text(page_of(results, seconds=time.process_time() - began, is_once=ONCE in arguments))
    return 1 if any(result.wrong for _, result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
