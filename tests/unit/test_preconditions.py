"""If-Match: the version that a change is meant for."""

import pytest

from pixelflare.base.errors import InvalidRequest, PreconditionFailed
from pixelflare.entry.http.preconditions import etag_of, parse_if_match, tagged


@pytest.mark.parametrize(
    ("stated", "version"), [('"7"', 7), (' "7" ', 7), ('W/"7"', 7), ("*", None), (etag_of(123456), 123456)]
)
def test_entity_tag_names_a_version(stated: str, version: int | None) -> None:
    assert parse_if_match(stated) == version


@pytest.mark.parametrize("stated", ["7", '"7', "", '"7", "8"', 'w/"7"', '"a"b"', "'7'"])
def test_what_is_not_one_entity_tag_is_refused(stated: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_if_match(stated)


@pytest.mark.parametrize("stated", ['""', '"abc"', '"-1"', '"1.0"', '"9999999999999999999999"', '"٣"'])
def test_entity_tag_that_never_was_ours_does_not_match(stated: str) -> None:
    with pytest.raises((PreconditionFailed, InvalidRequest)):
        parse_if_match(stated)


def test_answer_is_tagged_with_its_version() -> None:
    answer = tagged({"a": 1}, 3, status=201)

    assert (answer.status_code, answer.headers["ETag"], answer.body) == (201, '"3"', {"a": 1})
