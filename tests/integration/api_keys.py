"""API keys for tests: how one is made, and how it is used."""

import json
from typing import Any

from tests.integration.cloud import Answer, Cloud, User

HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def make(user: User, *scopes: str, **fields: Any) -> dict[str, Any]:
    answer = user.call("POST", "/v1/keys", {"name": "ci", "scopes": list(scopes or ("read",))} | fields)
    assert answer.status == 201, answer
    return dict(answer.body)


def use(
    cloud: Cloud,
    key: str,
    method: str = "GET",
    path: str = "/v1/albums",
    body: Any = None,
    *,
    viewer: str = HERE,
    **more: str,
) -> Answer:
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"} | more
    return cloud.api(method, path, headers=headers, body=json.dumps(body) if body else None, viewer=viewer)


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


REFUSED = (401, "UNAUTHORIZED")
FORBIDDEN = (403, "FORBIDDEN")
