"""Each call to AWS that the library's changes make goes wrong once: nothing is lost, and tables, buckets and index agree.

Here each call site goes wrong in one way, and the next site in the next way. `make faults` tries all ways at all calls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

import pytest

from tests.integration.cloud import Cloud
from tests.integration.faults.calls import Call, CallSite, Fault
from tests.integration.faults.scenarios import SCENARIOS, Scenario
from tests.integration.faults.trial import run_clean, run_with

pytestmark = pytest.mark.xdist_group("faults")
"""In one process, so that a site which many scenarios pass is tried in the first of them."""


@dataclass
class Turns:
    ways: Iterator[Fault] = field(default_factory=lambda: cycle(Fault))
    tried: set[CallSite] = field(default_factory=set)

    def next_for(self, site: CallSite) -> Fault:
        self.tried.add(site)
        return next(way for way in self.ways if way in site.faults)


@pytest.fixture(scope="module")
def turns() -> Turns:
    return Turns()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_each_call_may_go_wrong(cloud: Cloud, scenario: Scenario, turns: Turns) -> None:
    clean = run_clean(scenario, cloud)
    assert clean.sites
    wrong = []
    for site in sorted(clean.sites.keys() - turns.tried):
        result = run_with(scenario, cloud, Call(site, 1), turns.next_for(site), clean=clean)
        wrong += [f"{site}, {result.fault}: {each}" for each in result.wrong]
    assert not wrong, "\n".join(wrong)
