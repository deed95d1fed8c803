"""Answers of the API, compressed for callers that take it."""

from tests.integration.cloud import User


def test_a_compressed_record_is_changed_and_asked_again_under_its_weak_tag(user: User) -> None:
    path = f"/v1/images/{user.reserve(alt='sea ' * 100, license='by ' * 20)['imageId']}"
    plain = user.call("GET", path)
    packed = user.call("GET", path, accept_encoding="gzip, br")

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.body == plain.body
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Origin, Accept-Encoding"
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
    assert user.call("GET", path, if_none_match=packed.headers["ETag"], accept_encoding="gzip").status == 304
    assert user.call("PATCH", path, {"license": "x"}, if_match=packed.headers["ETag"]).status == 200


def test_head_has_no_body_to_compress(user: User) -> None:
    path = f"/v1/images/{user.reserve(alt='sea ' * 100, license='by ' * 20)['imageId']}"
    answer = user.call("HEAD", path, accept_encoding="gzip")

    assert (answer.status, answer.body) == (200, "")
    assert "Content-Encoding" not in answer.headers


def test_a_replayed_answer_is_compressed_for_whoever_asks_now(user: User) -> None:
    body = {"filename": "a.jpg", "alt": "sea " * 100}
    first = user.call("POST", "/v1/images", body, idempotency_key="once", accept_encoding="gzip")
    again = user.call("POST", "/v1/images", body, idempotency_key="once")

    assert (first.headers["Content-Encoding"], "Content-Encoding" in again.headers) == ("gzip", False)
    assert first.body == again.body
    assert again.headers["Idempotency-Replayed"] == "true"
