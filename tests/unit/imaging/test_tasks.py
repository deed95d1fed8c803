import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelflare.imaging import Refused, job_of, render
from pixelflare.imaging.tasks import Task, performed
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from schema.errors import RejectionReason
from tests.photographs import camera_jpeg

WAIT_SECONDS = 20


def constant(value: Any) -> Callable[[], Any]:
    return lambda: value


@st.composite
def graphs(draw: st.DrawFn) -> list[Task]:
    """Sums of what stands before, each with its own index in it."""
    tasks = []
    for index in range(draw(st.integers(1, 20))):
        needs = draw(st.sets(st.integers(0, index - 1), max_size=3)) if index else set()
        tasks.append(Task(lambda *given, at=index: at + sum(given), tuple(sorted(needs)), draw(st.booleans())))
    return tasks


@settings(max_examples=50, deadline=None)
@given(tasks=graphs(), threads=st.integers(2, 4))
def test_results_are_the_same_on_any_number_of_threads(tasks: list[Task], threads: int) -> None:
    results: list[int] = []
    for index, task in enumerate(tasks):
        results.append(index + sum(results[need] for need in task.needs))
    meant = [result for result, task in zip(results, tasks, strict=True) if task.is_asked_for]
    assert list(performed(tasks, threads=1)) == meant
    assert list(performed(tasks, threads=threads)) == meant


def test_tasks_that_need_nothing_of_each_other_run_at_once() -> None:
    both = threading.Barrier(2, timeout=WAIT_SECONDS)
    tasks = [Task(both.wait, is_asked_for=True), Task(both.wait, is_asked_for=True)]
    assert sorted(performed(tasks, threads=2)) == [0, 1]


def test_a_task_begins_as_soon_as_what_it_needs_is_there() -> None:
    others_done = threading.Event()
    tasks = [
        Task(lambda: others_done.wait(WAIT_SECONDS), is_asked_for=True),
        Task(constant(1)),
        Task(lambda _: others_done.set(), (1,)),
    ]
    assert list(performed(tasks, threads=2)) == [True]


def test_of_tasks_that_can_begin_the_earliest_goes_first() -> None:
    begun: list[str] = []
    others_done = threading.Event()
    tasks = [
        Task(lambda: others_done.wait(WAIT_SECONDS)),  # keeps one of two threads
        Task(lambda: begun.append("first")),
        Task(lambda _: begun.append("second, though it could not begin at once"), (1,)),
        Task(lambda: (begun.append("third"), others_done.set())),
        Task(lambda *_: None, (0, 2, 3), is_asked_for=True),
    ]
    list(performed(tasks, threads=2))
    assert begun == ["first", "second, though it could not begin at once", "third"]


@pytest.mark.parametrize("threads", [1, 2])
def test_what_a_task_raises_is_raised_where_results_are_taken(threads: int) -> None:
    def broken() -> None:
        raise Refused(RejectionReason.DAMAGED, "torn")

    tasks = [Task(constant(1), is_asked_for=True), Task(broken), Task(constant, (1,), is_asked_for=True)]
    with pytest.raises(Refused, match="torn"):
        list(performed(tasks, threads=threads))


def test_work_goes_on_while_the_caller_is_busy() -> None:
    done = threading.Event()
    results = performed([Task(constant(1), is_asked_for=True), Task(done.set, is_asked_for=True)], threads=2)
    next(results)
    assert done.wait(WAIT_SECONDS)
    list(results)


@pytest.mark.parametrize("threads", [2, 3])
def test_closing_early_leaves_no_thread_and_begins_nothing_more(threads: int) -> None:
    before = threading.active_count()
    results = render(camera_jpeg(2), [job_of(name, Format.WEBP) for name in PRESETS], threads=threads)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_a_result_is_let_go_as_soon_as_nobody_needs_it() -> None:
    class Pixels:
        alive = 0

        def __init__(self, *_: object) -> None:
            Pixels.alive += 1

        def __del__(self) -> None:
            Pixels.alive -= 1

    most: list[int] = []

    def made_of(_: Pixels) -> Pixels:
        most.append(Pixels.alive)
        return Pixels()

    tasks = [Task(Pixels), *(Task(made_of, (index,)) for index in range(5))]
    tasks.append(Task(lambda _: None, (5,), is_asked_for=True))
    list(performed(tasks, threads=1))
    assert max(most) <= 2
    assert Pixels.alive == 0
