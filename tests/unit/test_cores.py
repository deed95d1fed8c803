import os

import pytest

from schema.env.cpu import cores

SEEN = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(("memory_mb", "meant"), [(128, 1), (1769, 1), (1770, 2), (3538, 2)])
def test_a_lambda_works_on_as_many_threads_as_its_memory_gives_cores(
    monkeypatch: pytest.MonkeyPatch, memory_mb: int, meant: int
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", str(memory_mb))
    assert cores() == min(SEEN, meant)


def test_elsewhere_all_cores_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", raising=False)
    assert cores() == SEEN
