"""CSV that no spreadsheet runs."""

import csv
import io

import pytest

from pixelflare.analytics import as_csv
from schema.analytics import AnalyticsShare


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_text(name: str) -> None:
    text = as_csv([AnalyticsShare(name=name, views=1, bandwidth_bytes=2)], columns=("name", "views"))
    (_, row) = csv.reader(io.StringIO(text, newline=""))
    assert row == [f"'{name}", "1"]


def test_other_names_are_as_they_are() -> None:
    text = as_csv([AnalyticsShare(name='a,"b', views=1, bandwidth_bytes=2)], columns=("name", "bandwidth_bytes"))
    assert text == 'name,bandwidth_bytes\r\n"a,""b",2\r\n'
