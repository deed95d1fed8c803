"""What an upload waits for until its image is ready, on timelines that can be done by hand."""

from benchmarks.journey import Batches, Leg, journeys
from benchmarks.round_trips import Call, timeline

ACCEPTED = timeline(
    [Call("S3 GetObject", 0.0, 1.0, 25), Call("SQS SendMessage", 1.0, 2.0, 10), Call("late", 2.0, 3.0, 40)]
)
PUBLISHED = timeline([Call("S3 PutObject", 0.0, 1.0, 40), Call("DynamoDB TransactWriteItems", 1.0, 2.0, 5)])


def test_one_picture_waits_for_the_windows_and_for_what_hands_it_on() -> None:
    found = journeys(ACCEPTED, PUBLISHED, (Batches(1, 0), Batches(1, 0)))
    assert (found["before"][0], found["now"][0]) == (2 * 1000 + 35 + 45, 35 + 45)


def test_picture_in_a_batch_waits_for_the_whole_work_on_those_before_it() -> None:
    leg = Leg(Batches(5, 0), ACCEPTED, "SQS SendMessage")
    assert [leg.added_ms(place) for place in (1, 2, 5, 6)] == [35, 75 + 35, 4 * 75 + 35, 35]


def test_template_without_a_window_collects_nothing() -> None:
    assert Batches.of({"BatchSize": 1}) == (1, 0)
    assert Batches.of({"BatchSize": 5, "MaximumBatchingWindowInSeconds": 30}) == (5, 30_000)
