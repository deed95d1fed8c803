"""Requests to the API for tests of its pipeline."""

from tests.integration.cloud import Answer


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]
