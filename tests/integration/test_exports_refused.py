"""Who may export, when, and what is refused."""

import json
from uuid import uuid4

import pytest

from tests.integration.cloud import Cloud, User
from tests.integration.exporting import begin, finish, parts, shown


@pytest.fixture(autouse=True)
def quiet(cloud: Cloud) -> None:
    cloud.forget_messages()


def test_export_works_while_an_account_is_closing(cloud: Cloud, user: User) -> None:
    owner = user.call("GET", "/v1/me").body["owner"]
    token = user.token(username=user.name)
    left = user.call("DELETE", "/v1/me", query=f"confirm={owner}", authorization=f"Bearer {token}")
    assert left.status == 200, left
    job = begin(user)
    finish(cloud)
    assert shown(user, job)["state"] == "done"


def test_bad_requests_are_refused_and_begin_nothing(cloud: Cloud, user: User) -> None:
    for body in ({"part_mb": 99}, {"part_mb": 2001}, {"part_mb": "x"}, {"parts": 1}, [], None):
        assert user.call("POST", "/v1/exports", body).status in (400, 415), body
    for path in ("/v1/exports/exp_x", f"/v1/exports/exp_{'0' * 26}"):
        assert user.call("GET", path).status in (400, 404)
    assert user.call("GET", "/v1/exports").body["data"] == []
    assert cloud.deliver("export_consumer", {"nonsense": 1}) == ["0"]
    late = {"kind": "export_work", "owner": "nobody", "export_id": f"exp_{'0' * 26}"}
    assert cloud.deliver("export_consumer", late) == []


def test_export_and_its_files_are_their_owners_only(cloud: Cloud, user: User) -> None:
    job = begin(user)
    finish(cloud)
    stranger = cloud.user(f"stranger-{uuid4().hex}")
    for method, path in (("GET", ""), ("GET", "/parts"), ("POST", "/cancel")):
        assert stranger.call(method, f"/v1/exports/{job['id']}{path}").status == 404
    assert stranger.call("GET", "/v1/exports").body["data"] == []
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["read", "write"]}).body["key"]
    for method, path in (("GET", ""), ("GET", f"/{job['id']}/parts"), ("POST", "")):
        answer = user.call(
            method, f"/v1/exports{path}", {} if method == "POST" else None, authorization=f"Bearer {key}"
        )
        assert answer.status == 403
    assert json.dumps(parts(user, job)).count(job["id"]) == 1
