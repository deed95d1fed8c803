"""Limits under parallel calls, through the running edge and functions in processes of their own."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.system.runtime import Runtime, User


def in_parallel(ask: Callable[[int], int], calls: int) -> tuple[Counter[int], float]:
    """How often each status was answered, and the seconds from the first call to the last answer."""
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=26) as pool:
        answers = Counter(pool.map(ask, range(calls)))
    return answers, time.monotonic() - began


def test_of_130_parallel_uploads_against_a_limit_of_100_exactly_100_pass(runtime: Runtime, user: User) -> None:
    # What is wrong with a request is looked at after it has been counted, and answered quickly.
    headers = {"X-Mock-Auth": user.name}

    def reserve(_: int) -> int:
        url = f"{runtime.url}/api/v1/images"
        return httpx.post(url, json={"filename": "../x"}, headers=headers, timeout=120).status_code

    answers, seconds = in_parallel(reserve, 130)

    assert set(answers) == {400, 429}
    refilled = int(seconds / 36)  # one in 36 seconds: none, unless the machine is very busy
    assert 100 <= answers[400] <= 100 + refilled


def test_forged_addresses_do_not_help_who_guesses(runtime: Runtime) -> None:
    def guess(number: int) -> int:
        address = f"198.51.100.{number}"
        forged = {"X-Forwarded-For": address, "X-Viewer-Address": address, "X-Origin-Proof": "guess"}
        forged |= {"CloudFront-Viewer-Address": f"{address}:1", "Authorization": f"Bearer guess-{number}"}
        return httpx.get(f"{runtime.url}/api/v1/images", headers=forged, timeout=120).status_code

    answers, seconds = in_parallel(guess, 160)

    assert set(answers) == {401, 429}
    assert answers[401] <= 60 + seconds + 1  # one a second comes back
