"""docs/alarms.md shows what the dashboard shows."""

from pathlib import Path

import pytest

from local.assembly import Assembly, read_assembly
from operations.cost import FREE_DASHBOARD_METRICS
from operations.dashboard import MEANINGS, PAGE, graphs, metrics_shown, page


@pytest.fixture(scope="module")
def application(assembly: Path) -> Assembly:
    return read_assembly(assembly)


def test_page_has_the_graphs_and_metrics_of_the_templates(application: Assembly) -> None:
    """`make docs` repairs it."""
    assert PAGE.read_text() == page(PAGE.read_text(), application)


def test_every_graph_is_explained_and_nothing_else(application: Assembly) -> None:
    assert graphs(application).keys() == MEANINGS.keys()


def test_moderation_shows_pictures_that_wait_and_verdicts_that_are_missing(application: Assembly) -> None:
    assert graphs(application)["Moderation"] == ["HeldTooLong", "VerdictMissing"]


def test_search_is_named_by_what_it_looks_for_and_counts_what_it_finds(application: Assembly) -> None:
    assert graphs(application)["5xx of the distributions (%)"] == ["5xxErrorRate"]
    (shown,) = metrics_shown(application)
    assert shown <= FREE_DASHBOARD_METRICS


def test_page_without_the_table_is_no_page(application: Assembly) -> None:
    with pytest.raises(LookupError, match="no table"):
        page("# Alarms", application)
