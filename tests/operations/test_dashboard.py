"""docs/alarms.md shows what the dashboard shows."""

from pathlib import Path

import pytest

from local.assembly import Assembly, read_assembly
from operations.dashboard import MEANINGS, PAGE, graphs, page


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


def test_page_without_the_table_is_no_page(application: Assembly) -> None:
    with pytest.raises(LookupError, match="no table"):
        page("# Alarms", application)
