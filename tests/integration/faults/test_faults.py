"""Each call to AWS that the library's changes make goes wrong once: nothing is lost, and tables, buckets and index agree.

Here each call site goes wrong in one way, and the next site in the next way. `make faults` tries all ways at all calls.
"""

import pytest

from tests.integration.cloud import Cloud
from tests.integration.faults.behind import EVERY_SCENARIO
from tests.integration.faults.scenarios import Scenario
from tests.integration.faults.trial import Turns, each_site_once

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
