"""What explaining knows of the engine, held to the engine."""

from pixelflare.explain import prediction
from pixelflare.explain.work import SHOWN_BY_BROWSERS
from pixelflare.imaging import publishing
from pixelflare.imaging.encode.formats import WRITERS
from schema.addresses.formats import Format


def test_types_that_are_given_out_untouched_are_those_of_the_engine() -> None:
    assert frozenset(publishing._CLEANERS) == SHOWN_BY_BROWSERS


def test_every_format_that_is_written_has_a_law_of_its_bytes() -> None:
    assert prediction._LAWS.keys() == WRITERS.keys() == set(Format)
