"""Each call to AWS that the library's changes make goes wrong once: nothing is lost, and tables, buckets and index agree.

Here each call site goes wrong in one way, and the next site in the next way. `make faults` tries all ways at all calls.
"""

from datetime import timedelta

import pytest

from tests.integration import deliveries
from tests.integration.agreement import difference
from tests.integration.cloud import Cloud
from tests.integration.faults.behind import EVERY_SCENARIO
from tests.integration.faults.covered import BACKGROUND, OTHERWISE, changing_routes, functions_in, operations_in
from tests.integration.faults.scenarios import Scenario
from tests.integration.faults.trial import Turns, each_site_once, run_clean

pytestmark = pytest.mark.xdist_group("faults")
"""In one process, so that a site which many scenarios pass is tried in the first of them."""


@pytest.fixture(scope="module")
def turns() -> Turns:
    return Turns()


@pytest.mark.parametrize("scenario", EVERY_SCENARIO, ids=lambda scenario: scenario.name)
def test_each_call_may_go_wrong(cloud: Cloud, scenario: Scenario, turns: Turns) -> None:
    results = list(each_site_once(scenario, cloud, turns))
    wrong = [f"{result.call.site}, {result.fault}: {each}" for result in results for each in result.wrong]
    assert not wrong, "\n".join(wrong)


def test_every_consumer_schedule_and_changing_route_has_a_scenario_or_a_reason(cloud: Cloud, turns: Turns) -> None:
    """After the scenarios above, which have noted what they come by."""
    for scenario in EVERY_SCENARIO:
        if scenario.name not in turns.passed:
            turns.passed[scenario.name] = run_clean(scenario, cloud).passed
    passed = {each for scenario in turns.passed.values() for each in scenario}
    assert functions_in(passed) == BACKGROUND
    assert {*changing_routes().values()} - operations_in(passed) == OTHERWISE.keys()


def test_views_that_are_counted_in_different_hours_end_alike(cloud: Cloud) -> None:
    """A run takes seconds, and the next one may come after the full hour."""
    (scenario,) = [each for each in EVERY_SCENARIO if each.name == "views are counted"]
    first = run_clean(scenario, cloud)
    later = deliveries.Elapsed.__init__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deliveries.Elapsed, "__init__", lambda self: (later(self), self.pass_by(timedelta(hours=1)))[0])
        second = run_clean(scenario, cloud)
    assert difference(first.holdings, second.holdings) == []
