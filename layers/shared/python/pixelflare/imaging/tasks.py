"""Work in tasks, each begun as soon as what it needs is there: on the caller's own thread, or over several at once.

Pillow works on pixels outside the interpreter's lock, so threads are cores. What comes out is the same for any number of
them: tasks are pure, and results are handed over in the order of the tasks.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from heapq import heappop, heappush
from queue import SimpleQueue
from threading import Lock
from typing import Any, NamedTuple


class Task(NamedTuple):
    """work is called with the results of the tasks in `needs`, which are indexes of tasks before it, each once.

    is_asked_for: its result is to be yielded.
    """

    work: Callable[..., Any]
    needs: tuple[int, ...] = ()
    is_asked_for: bool = False


def performed(tasks: Iterable[Task], *, threads: int) -> Iterator[Any]:
    """The results that are asked for, in the order of their tasks; of tasks that can begin, earlier ones go first.

    One thread: nothing is done before its result is asked for. Several: work goes on while the caller is busy, and
    closing the iterator ends it as soon as the tasks under way are done. What a task raises is raised here.
    Neither a task nor its result is kept longer than another one needs it, so pixels are let go early.
    """
    work = _Work(tasks)
    return _one_by_one(work) if threads == 1 else _side_by_side(work, threads)


class _Work:
    """What is left to be done, and the results that are still needed."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = dict(enumerate(tasks))
        self._missing = {index: len(task.needs) for index, task in self._tasks.items()}
        self._users = Counter(need for task in self._tasks.values() for need in task.needs)
        self._results: dict[int, Any] = {}
        self.asked_for = tuple(index for index, task in self._tasks.items() if task.is_asked_for)

    def ready(self) -> list[int]:
        """What needs nothing."""
        return [index for index, missing in self._missing.items() if not missing]

    def taken(self, index: int) -> tuple[Task, list[Any]]:
        """The task with what it needs; both are forgotten here as soon as nobody else wants them."""
        task = self._tasks.pop(index)
        given = [self._results[need] for need in task.needs]
        for need in task.needs:
            self._users[need] -= 1
            if not self._users[need]:
                del self._results[need]
        return task, given

    def done(self, index: int, result: Any) -> list[int]:
        """Keeps the result for those who need it; gives the tasks that can begin now."""
        if not self._users[index]:
            return []
        self._results[index] = result
        waiting = [user for user, task in self._tasks.items() if index in task.needs]
        for user in waiting:
            self._missing[user] -= 1
        return [user for user in waiting if not self._missing[user]]


def _one_by_one(work: _Work) -> Iterator[Any]:
    last = 0
    for asked_for in work.asked_for:
        for index in range(last, asked_for + 1):
            result = _performed(*work.taken(index))
            work.done(index, result)
        last = asked_for + 1
        yield result


def _performed(task: Task, given: list[Any]) -> Any:
    return task.work(*given)


def _side_by_side(work: _Work, threads: int) -> Iterator[Any]:
    with ThreadPoolExecutor(threads) as pool:
        crew = _Crew(work, pool)
        try:
            yield from crew.results()
        finally:
            crew.stop()


class _Crew:
    """Threads that take the earliest task that can begin, and tell the caller's thread about results and failures."""

    def __init__(self, work: _Work, pool: ThreadPoolExecutor) -> None:
        self._work, self._pool = work, pool
        self._lock, self._is_stopped = Lock(), False
        self._ready: list[int] = []
        self._finished: SimpleQueue[Future[tuple[int, Any]]] = SimpleQueue()

    def results(self) -> Iterator[Any]:
        with self._lock:
            self._begin(self._work.ready())
        early: dict[int, Any] = {}
        for asked_for in self._work.asked_for:
            while asked_for not in early:
                index, result = self._finished.get().result()
                early[index] = result
            yield early.pop(asked_for)

    def stop(self) -> None:
        """Nothing is begun after it, and nothing is under way."""
        with self._lock:
            self._is_stopped = True
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, indexes: Iterable[int]) -> None:
        """Called with the lock, which the task waits for: so none is done before it is listened to."""
        for index in indexes:
            heappush(self._ready, index)
            self._pool.submit(self._next).add_done_callback(self._note)

    def _next(self) -> tuple[int, Any]:
        with self._lock:
            index = heappop(self._ready)
            task, given = self._work.taken(index)
        return index, _performed(task, given)

    def _note(self, future: "Future[tuple[int, Any]]") -> None:
        """Runs on the thread that has done the task."""
        if future.cancelled():
            return
        if future.exception() is not None:
            self._finished.put(future)
            return
        index, result = future.result()
        with self._lock:
            if not self._is_stopped:
                self._begin(self._work.done(index, result))
        if index in self._work.asked_for:
            self._finished.put(future)
