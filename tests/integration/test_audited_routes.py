"""Every route that may change something leaves an audit entry, whatever becomes of the request."""

from typing import Any

import pytest

from tests.api_document import api_document
from tests.integration.audited import entries
from tests.integration.cloud import Cloud, User
from tests.integration.mailing import notice_token, owner_of

CHANGES = ("post", "put", "patch", "delete")
PLACES = {
    "image_id": "img_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "slug": "x",
    "tag": "x",
    "key_id": "x",
    "owner": "x",
    "vendor": "imgix",
}


def operations() -> list[tuple[str, str]]:
    document = api_document()
    return [
        (method, path) for path, methods in sorted(document["paths"].items()) for method in CHANGES if method in methods
    ]


def test_there_are_operations_of_each_kind() -> None:
    assert {method for method, _ in operations()} == set(CHANGES)
    assert len(operations()) > 30


@pytest.mark.parametrize(("method", "path"), operations(), ids=" ".join)
def test_operation_leaves_one_entry(cloud: Cloud, user: User, method: str, path: str) -> None:
    query, where = "", path
    if path.startswith("/v1/upload/"):
        form = user.reserve("a.jpg")
        query, where = f"token={form['token']}", path.replace("{image_id}", form["imageId"])
    if path == "/v1/notices/unsubscribe":
        query = f"token={notice_token(cloud, owner_of(user))}"
    for name, value in PLACES.items():
        where = where.replace(f"{{{name}}}", value)
    before = len(entries(user))
    headers = {"authorization": f"Bearer {user.token(**{'cognito:groups': ['operators']})}"}
    answer = cloud.api(method.upper(), where, query=query, headers=headers, body="{}")

    found = entries(user)
    assert len(found) == before + 1, answer
    assert (found[0]["method"], found[0]["path"], found[0]["http_status"]) == (method.upper(), where, answer.status)
    assert found[0]["action"], found[0]
    assert found[0]["resource_type"] != "other"


def test_changed_route_would_be_noticed(user: User) -> None:
    """What reads leaves none, so the count above can fail."""
    user.call("GET", "/v1/images")
    assert entries(user) == []


def said(user: User, query: str) -> list[Any]:
    return [entry["action"] for entry in entries(user, query)]


def test_entries_are_filtered_by_actor(user: User) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["write"]}).body
    user.call("POST", "/v1/albums", {"slug": "a"}, authorization=f"Bearer {key['key']}")
    form = user.reserve("a.jpg")
    user.cloud.deliver("upload_consumer", user.post_form(form, b"no picture"))

    assert said(user, f"actor={key['key_id']}") == ["create"]
    assert said(user, "actor=system") == ["reject"]
    assert said(user, "actor=user&resource_type=api_key") == ["create"]
    assert said(user, "actor=nobody") == []
    for bad in ("actor=", "actor=a%20b", f"actor={'x' * 41}"):
        assert user.call("GET", "/v1/audit-logs", query=bad).status == 400
