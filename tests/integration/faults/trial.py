"""A scenario without a fault, and with one: whether both end alike, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from tests.integration.agreement import Holdings, difference
from tests.integration.cloud import Cloud
from tests.integration.faults.calls import Call, CallSite, Fault, Watch
from tests.integration.faults.scenarios import Scenario
from tests.integration.faults.stage import NotAsPromised, Stage


@dataclass(frozen=True)
class Clean:
    """A run without a fault: what there is in the end, and the calls it made."""

    holdings: Holdings
    sites: dict[CallSite, int]
    passed: frozenset[str] = frozenset()
    """The functions' own code that made calls, as file and name."""


@dataclass(frozen=True)
class Result:
    call: Call
    fault: Fault
    told: frozenset[str]
    """How it showed on the way; empty when nobody noticed."""
    wrong: list[str] = field(default_factory=list)


@dataclass
class Turns:
    """One fault for each site, and the next fault for the next site. A site that many scenarios pass is tried in the first."""

    ways: Iterator[Fault] = field(default_factory=lambda: cycle(Fault))
    tried: set[CallSite] = field(default_factory=set)
    passed: dict[str, frozenset[str]] = field(default_factory=dict)
    """By scenario: the functions' own code that made calls."""

    def next_for(self, site: CallSite) -> Fault:
        self.tried.add(site)
        return next(way for way in self.ways if way in site.faults)


def each_site_once(scenario: Scenario, cloud: Cloud, turns: Turns) -> Iterator[Result]:
    clean = run_clean(scenario, cloud)
    turns.passed[scenario.name] = clean.passed
    for site in sorted(clean.sites.keys() - turns.tried):
        yield run_with(scenario, cloud, Call(site, 1), turns.next_for(site), clean=clean)


def every_fault(scenario: Scenario, cloud: Cloud) -> Iterator[Result]:
    """At every call, but for reads that one site makes again and again: there at the first and the last."""
    clean = run_clean(scenario, cloud)
    for site, times in clean.sites.items():
        if site.is_of_every_request and scenario.name != "upload":
            continue
        for number in range(1, times + 1) if site.is_write else sorted({1, times}):
            for fault in site.faults:
                yield run_with(scenario, cloud, Call(site, number), fault, clean=clean)


def run_clean(scenario: Scenario, cloud: Cloud) -> Clean:
    watch = Watch()
    holdings, wrong, told = _run(scenario, cloud, watch)
    assert not wrong, f"{scenario.name}: {wrong}"
    assert not told, f"{scenario.name}: {told}"
    sites = {site: times for site, times in sorted(watch.made.items()) if _is_tried(site, scenario)}
    return Clean(holdings, sites, frozenset(watch.passed))


def _is_tried(site: CallSite, scenario: Scenario) -> bool:
    return not scenario.services or site.service in scenario.services


def run_with(scenario: Scenario, cloud: Cloud, call: Call, fault: Fault, *, clean: Clean) -> Result:
    watch = Watch(goes_wrong=call, fault=fault)
    try:
        holdings, wrong, told = _run(scenario, cloud, watch)
    except NotAsPromised as broken:
        return Result(call, fault, frozenset(), [str(broken)])
    if not watch.has_struck:
        wrong = [*wrong, "the run did not make this call"]
    return Result(call, fault, frozenset(told), wrong + difference(clean.holdings, holdings))


def _run(scenario: Scenario, cloud: Cloud, watch: Watch) -> tuple[Holdings, list[str], set[str]]:
    stage = Stage(cloud, watch, with_meaning=scenario.with_meaning)
    with stage.set_up():
        begun: Any = scenario.begin(stage)
        with watch.on():
            scenario.act(stage, begun)
        stage.settle(*scenario.settled)
    holdings, wrong = stage.outcome()
    return holdings, wrong + scenario.check(stage), stage.told
