"""Audit entries for tests."""

from typing import Any

from tests.integration.cloud import User


def entries(user: User, query: str = "") -> list[dict[str, Any]]:
    answer = user.call("GET", "/v1/audit-logs", query=query)
    assert answer.status == 200, answer
    return answer.body["data"]
