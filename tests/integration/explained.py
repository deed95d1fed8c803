"""Addresses that are explained, for tests."""

from typing import Any
from urllib.parse import quote

from tests.integration.cloud import User

WEBP = "image/webp,*/*"


def ask(user: User, url: str, *, accept: str | None = None) -> Any:
    query = f"url={quote(url, safe='')}" + (f"&accept={quote(accept, safe='')}" if accept else "")
    return user.call("GET", "/v1/explain", query=query)


def explain(user: User, url: str, *, accept: str | None = None) -> Any:
    answer = ask(user, url, accept=accept)
    assert answer.status == 200, answer
    return answer.body


def sign(user: User, image: Any, options: str, **fields: Any) -> str:
    answer = user.call("POST", f"/v1/images/{image['id']}/sign", {"options": options} | fields)
    assert answer.status == 200, answer
    return str(answer.body["url"])


def path_of(image: Any, variant: str = "") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}" + (f"/{variant}" if variant else "")
