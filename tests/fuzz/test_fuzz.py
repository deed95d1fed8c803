"""Mutated files and arbitrary addresses: a bounded, repeatable run. `make fuzz` runs much longer.

Only Refused and ValueError come out, nothing takes long, and what is canonical stays so.
"""

import time

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schema.addresses.option_values import ALIASES, PARSERS
from tests.fuzz import targets
from tests.fuzz.addresses import VENDORS_ADDRESSES, addresses
from tests.fuzz.mutations import Mutation, Way, mutated, mutations
from tests.fuzz.seeds import seeds

MAX_CPU_SECONDS = 5.0
"""For one small file; they take some milliseconds."""
EVERYTHING = [data for files in seeds().values() for data in files]
repeatable = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
pytestmark = pytest.mark.filterwarnings("ignore")  # Pillow's, about what is broken in the files


@pytest.mark.parametrize("kind", [kind for kind in seeds() if kind != "image/heic"])
@settings(repeatable, max_examples=80)
@given(data=st.data(), changes=mutations)
def test_a_broken_file_is_refused_or_taken_and_never_anything_else(
    kind: str, data: st.DataObject, changes: list[Mutation]
) -> None:
    start = time.process_time()
    targets.take_in(mutated(data.draw(st.sampled_from(seeds()[kind])), changes, others=EVERYTHING), kind)
    assert time.process_time() - start < MAX_CPU_SECONDS


@settings(repeatable, max_examples=4)
@given(changes=mutations)
def test_a_broken_heic_is_refused_or_taken_by_its_own_process(changes: list[Mutation]) -> None:
    targets.take_in(mutated(seeds()["image/heic"][0], changes, others=EVERYTHING), "image/heic")


@pytest.mark.parametrize("kind", seeds())
def test_the_files_are_sound_before_they_are_broken(kind: str) -> None:
    assert all(targets.take_in(data, kind) for data in seeds()[kind])


@pytest.mark.parametrize("way", Way)
def test_every_way_to_break_a_file_changes_it(way: Way) -> None:
    (whole, *_) = seeds()["image/jpeg"]
    assert mutated(whole, [Mutation(way, 300_000, 700_000, 9, 2)], others=EVERYTHING) != whole


@settings(repeatable, max_examples=150)
@given(text=st.one_of(addresses([*PARSERS, *ALIASES]), st.text(max_size=60)))
def test_whatever_is_asked_of_a_picture_has_one_spelling_or_is_refused(text: str) -> None:
    targets.ask(text)


@settings(repeatable, max_examples=300)
@given(
    text=st.sampled_from(VENDORS_ADDRESSES),
    changes=st.lists(st.tuples(st.integers(0, 60), st.text(max_size=5), st.integers(0, 4)), max_size=3),
)
def test_a_mutated_address_of_another_vendor_is_translated_or_refused(
    text: str, changes: list[tuple[int, str, int]]
) -> None:
    for at, put, cut in changes:
        text = text[:at] + put + text[at + cut :]
    targets.move_in(text)


def test_a_fault_of_ours_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexError

    (whole, *_) = seeds()["image/png"]
    monkeypatch.setattr(targets, "inspect", broken)
    with pytest.raises(IndexError):
        targets.take_in(whole, "image/png")
