"""What benchmarks/results/latency.md counts, on timelines that can be done by hand."""

from benchmarks.round_trips import Call, timeline


def test_calls_one_after_another_are_waits_of_their_own() -> None:
    found = timeline([Call("a", 0.0, 1.0, 5), Call("b", 1.0, 2.0, 25)])
    assert (found.waits, found.added_ms) == (2, 30)


def test_calls_that_overlap_are_one_wait_as_long_as_the_slowest() -> None:
    found = timeline([Call("a", 0.0, 1.0, 5), Call("b", 0.5, 2.0, 25)])
    assert (found.waits, found.added_ms) == (1, 25)


def test_chain_beside_one_long_call_counts_by_itself() -> None:
    """Two short calls that follow each other are two waits, whatever overlaps them both."""
    found = timeline([Call("long", 0.0, 9.0, 25), Call("a", 0.0, 1.0, 5), Call("b", 2.0, 3.0, 5)])
    assert (found.waits, found.added_ms) == (2, 25)


def test_call_waits_for_the_slowest_of_those_before_it() -> None:
    found = timeline([Call("a", 0.0, 1.0, 5), Call("b", 0.0, 1.5, 25), Call("c", 1.6, 2.0, 40)])
    assert [step.ms_before for step in found.steps] == [0, 0, 25]
    assert found.added_ms == 65


def test_no_calls_are_no_waits() -> None:
    assert (timeline([]).waits, timeline([]).added_ms) == (0, 0)
