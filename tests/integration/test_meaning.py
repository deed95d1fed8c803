"""A sentence finds pictures by what they show, where an operator has switched it on."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from operations.doctor import services_of
from pixelflare.aws.vectors import S3Vectors
from pixelflare.cleanup.doctor import visit
from schema.keys.vectors import vector_key
from tests.integration.classifying import classify, recognition
from tests.integration.cleaning import DAYS, clean_up, traces
from tests.integration.cloud import Answer, Cloud, User
from tests.meaning import RIGHTS, Meaning, embedding, picture_of
from tests.recognition import Recognised, recognising

CHANGED = tuple(RIGHTS)
FIRE = "a fire at night"


@pytest.fixture
def models() -> Iterator[Recognised]:
    with recognising() as double:
        yield double


@pytest.fixture
def meaning(cloud: Cloud, models: Recognised, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meaning]:
    with embedding(f"test-{uuid4().hex[:20]}") as double:
        _switch_on(cloud, monkeypatch, double)
        yield double


@pytest.fixture
def user(cloud: Cloud, user: User) -> User:
    cloud.follow_changes()
    cloud.forget_messages()
    return user


def _switch_on(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, meaning: Meaning, **variables: str) -> None:
    for name in CHANGED:
        monkeypatch.setitem(cloud.functions, name, cloud.started(name, MEANING_INDEX=meaning.index, **variables))


def _ask(user: User, sentence: str, more: str = "") -> Answer:
    return user.call("GET", "/v1/search", query=f"meaning={quote(sentence)}{more}")


def _found(user: User, sentence: str, more: str = "") -> list[str]:
    answer = _ask(user, sentence, more)
    assert answer.status == 200, answer
    assert (answer.body["next_cursor"], answer.body["total"]) == (None, None)
    return [hit["image"]["filename"] for hit in answer.body["data"]]


def _upload(user: User, word: str, name: str = "", **fields: Any) -> Any:
    return user.upload(picture_of(word), name or f"{word}.png", **fields)


def test_a_sentence_finds_a_picture_until_it_is_deleted(cloud: Cloud, user: User, meaning: Meaning) -> None:
    images = {word: _upload(user, word) for word in ("sea", "fire", "grass")}
    assert classify(cloud) == []
    assert _found(user, FIRE)[0] == "fire.png"
    assert _found(user, "the open sea", "&limit=1") == ["sea.png"]
    assert meaning.sentences() == [FIRE, "the open sea"]

    fire = f"/v1/images/{images['fire']['id']}"
    assert user.call("DELETE", fire).status == 204
    assert sorted(_found(user, FIRE)) == ["grass.png", "sea.png"]
    assert user.call("POST", f"{fire}/restore").status == 200
    assert _found(user, FIRE)[0] == "fire.png"

    assert user.call("DELETE", fire).status == 204
    clean_up(cloud, 31 * DAYS)
    owner = images["sea"]["owner"]
    assert meaning.keys() == {vector_key(owner, images[word]["id"]) for word in ("sea", "grass")}
    assert sorted(_found(user, FIRE)) == ["grass.png", "sea.png"]


def test_nobody_finds_anothers_pictures(cloud: Cloud, user: User, meaning: Meaning) -> None:
    other = cloud.user(f"user-{uuid4().hex}")
    _upload(other, "fire")
    _upload(user, "sea", visibility="private")
    assert classify(cloud) == []
    assert (_found(user, FIRE), _found(other, FIRE)) == (["sea.png"], ["fire.png"])
    meaning.forgets_owners = True
    assert (_found(user, FIRE), _found(other, FIRE)) == (["sea.png"], ["fire.png"])


def test_what_the_index_still_knows_and_the_records_do_not_is_no_hit(
    cloud: Cloud, user: User, meaning: Meaning
) -> None:
    image = _upload(user, "sea")
    assert classify(cloud) == []
    never = f"img_{'0' * 26}"
    S3Vectors(meaning.index).put(image["owner"], never, [0.0, 0.0, 1.0, *[0.0] * 1021])
    assert len(meaning.keys()) == 2
    assert _found(user, "sea") == ["sea.png"]


def test_hits_beyond_a_page_of_deleted_ones_are_found(cloud: Cloud, user: User, meaning: Meaning) -> None:
    image = _upload(user, "sea")
    assert classify(cloud) == []
    for number in range(100):
        S3Vectors(meaning.index).put(image["owner"], f"img_{number:026}", [0.0, 0.0, 1.0, *[0.0] * 1021])
    assert _found(user, "sea") == ["sea.png"]
    assert [body.get("nextToken") for name, body in meaning.asked if name == "QueryVectors"] == [None, "100"]


def test_the_same_bytes_are_embedded_once_and_paid_by_one_image(cloud: Cloud, user: User, meaning: Meaning) -> None:
    one, two = _upload(user, "fire", "one.png"), _upload(user, "fire", "two.png")
    assert classify(cloud) == []
    assert meaning.pictures() == 1
    assert sorted(_found(user, FIRE)) == ["one.png", "two.png"]
    parts = [recognition(user, image)["parts"]["embedding"] for image in (one, two)]
    assert sorted(part["cost_usd"] for part in parts) == [0.0, 0.00006]
    assert {part["provider"] for part in parts} == {"bedrock"}
    month = one["created_at"][:7]
    lines = user.call("GET", "/v1/costs", query=f"month={month}").body["lines"]
    paid = {line["part"]: line["units"] for line in lines}
    assert paid["ai"] == 2_060  # labels, moderation, and 60 millionths of a dollar for the vector
    assert paid["vectors_put"] == 2 * 128 * 1024


def _paid_by(user: User) -> dict[str, int]:
    lines = user.call("GET", "/v1/costs").body["lines"]
    return {line["part"]: line["units"] for line in lines}


def test_receipt_has_each_put_of_a_vector_and_a_message_that_comes_again_puts_none(
    cloud: Cloud, user: User, meaning: Meaning
) -> None:
    image = _upload(user, "fire")
    assert classify(cloud) == []
    message = {"image_id": image["id"], "owner": image["owner"]}
    for _ in range(2):
        assert cloud.deliver("classification_consumer", message) == []
    cloud.follow_changes()

    puts = [name for name, _ in meaning.asked if name == "PutVectors"]
    assert len(puts) == 1
    assert _paid_by(user)["vectors_put"] == len(puts) * 128 * 1024


def test_owners_receipt_has_the_sentences_and_the_questions(cloud: Cloud, user: User, meaning: Meaning) -> None:
    _upload(user, "fire")
    assert classify(cloud) == []
    cloud.follow_changes()
    before = _paid_by(user)
    for sentence in (FIRE, "the open sea"):
        _found(user, sentence)
    meaning.fails["InvokeModel"] = "ThrottlingException"
    assert _ask(user, "a sentence that the model does not take").status == 503
    meaning.fails["QueryVectors"] = meaning.fails.pop("InvokeModel")
    assert _ask(user, FIRE).status == 503

    paid = _paid_by(user)
    assert (before["sentences"], before["sentence_queries"]) == (0, 0)
    assert paid["sentences"] == 4 + 3 + 4  # 15, 12 and 15 bytes, of which four are taken for a token
    assert paid["sentence_queries"] == 2


def test_a_throttled_model_embeds_later_and_the_rest_is_kept(cloud: Cloud, user: User, meaning: Meaning) -> None:
    image = _upload(user, "fire")
    meaning.fails["InvokeModel"] = "ThrottlingException"
    assert classify(cloud) == ["0"]
    assert set(recognition(user, image)["parts"]) == {"labels", "moderation"}
    meaning.fails.clear()
    message = {"image_id": image["id"], "owner": image["owner"]}
    assert cloud.deliver("classification_consumer", message) == []
    assert _found(user, FIRE) == ["fire.png"]


def test_an_index_that_is_away_gets_the_vector_later_without_another_payment(
    cloud: Cloud, user: User, meaning: Meaning
) -> None:
    image = _upload(user, "fire")
    meaning.fails["PutVectors"] = "TooManyRequestsException"
    assert classify(cloud) == ["0"]
    meaning.fails.clear()
    message = {"image_id": image["id"], "owner": image["owner"]}
    assert cloud.deliver("classification_consumer", message) == []
    assert (_found(user, FIRE), meaning.pictures()) == (["fire.png"], 1)


def test_a_purge_that_the_index_does_not_take_is_finished_by_the_next_run(
    cloud: Cloud, user: User, meaning: Meaning
) -> None:
    image = _upload(user, "fire")
    assert classify(cloud) == []
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204
    meaning.fails["DeleteVectors"] = "TooManyRequestsException"
    clean_up(cloud, 31 * DAYS)
    assert len(meaning.keys()) == 1
    meaning.fails.clear()
    clean_up(cloud, 31 * DAYS)
    cloud.follow_changes()
    assert (meaning.keys(), traces(cloud, image["id"])) == (set(), {})


@pytest.mark.parametrize(
    ("operation", "code"), [("InvokeModel", "ThrottlingException"), ("QueryVectors", "TooManyRequestsException")]
)
def test_an_outage_is_answered_503_with_a_time(user: User, meaning: Meaning, operation: str, code: str) -> None:
    meaning.fails[operation] = code
    answer = _ask(user, FIRE)
    assert (answer.status, answer.body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_picture_that_the_model_refuses_is_not_asked_for_again(cloud: Cloud, user: User, meaning: Meaning) -> None:
    image = _upload(user, "fire")
    meaning.fails["InvokeModel"] = "ValidationException"
    assert classify(cloud) == []
    meaning.fails.clear()
    assert recognition(user, image)["parts"]["embedding"]["refused"] == "ValidationException"
    message = {"image_id": image["id"], "owner": image["owner"]}
    assert cloud.deliver("classification_consumer", message) == []
    assert (meaning.pictures(), meaning.keys()) == (1, set())


@pytest.mark.parametrize(
    ("sentence", "more"),
    [("", ""), ("   ", ""), ("\u200b\u0007", ""), ("x" * 501, ""), (FIRE, "&q=sea"), (FIRE, "&facets=true")],
)
def test_what_is_no_sentence_is_answered_400_and_nobody_pays(
    user: User, meaning: Meaning, sentence: str, more: str
) -> None:
    answer = _ask(user, sentence, more)
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert meaning.asked == []


def test_a_sentence_that_the_model_refuses_is_answered_400(user: User, meaning: Meaning) -> None:
    meaning.fails["InvokeModel"] = "ValidationException"
    assert _ask(user, FIRE).status == 400


def test_an_owner_asks_so_often_and_no_more(
    cloud: Cloud, user: User, meaning: Meaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    _switch_on(cloud, monkeypatch, meaning, MEANING_PER_HOUR="2")
    answers = [_ask(user, FIRE) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].body["error"]["code"] == "RATE_LIMIT_EXCEEDED"
    assert int(answers[2].headers["Retry-After"]) > 60
    assert len(meaning.sentences()) == 2
    assert _ask(cloud.user(f"user-{uuid4().hex}"), FIRE).status == 200


def test_a_picture_deleted_for_ever_while_it_is_embedded_leaves_no_vector(
    cloud: Cloud, user: User, meaning: Meaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = _upload(user, "fire")
    put = S3Vectors.put

    def purged_before(self: S3Vectors, *about: Any) -> None:
        assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204
        clean_up(cloud, 31 * DAYS)
        put(self, *about)

    monkeypatch.setattr(S3Vectors, "put", purged_before)
    assert classify(cloud) == []
    assert (meaning.pictures(), meaning.keys()) == (1, set())


def test_the_doctor_gives_the_index_back_what_it_has_lost(cloud: Cloud, user: User, meaning: Meaning) -> None:
    image = _upload(user, "fire")
    assert classify(cloud) == []
    here = cloud.provisioned
    services = replace(services_of(here.assembly, here.name), vectors=S3Vectors(meaning.index))
    look = partial(visit, [image["owner"]], services, nobodys=False, pause=lambda: None)
    assert look(repair=False).findings == []
    S3Vectors(meaning.index).delete(image["owner"], image["id"])
    (found,) = look(repair=True).findings
    assert found.says == f"search by meaning does not know {image['id']}, which was embedded"
    assert look(repair=False).findings == []
    assert (_found(user, FIRE), meaning.pictures()) == (["fire.png"], 1)


def test_where_it_is_off_the_answer_says_how_to_switch_it_on(user: User) -> None:
    answer = _ask(user, FIRE)
    assert (answer.status, answer.body["error"]["code"]) == (409, "FEATURE_OFF")
    assert "-c meaning=on" in answer.body["error"]["message"]


def test_functions_do_with_model_and_index_what_the_template_allows(
    cloud: Cloud, user: User, meaning: Meaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: dict[str, set[str]] = {}
    call = Cloud.call

    def noted(self: Cloud, function: str, event: dict[str, Any]) -> Any:
        before = len(meaning.asked)
        answer = call(self, function, event)
        names = {name for name, _ in meaning.asked[before:]}
        used.setdefault(function, set()).update(
            f"bedrock:{name}" if name == "InvokeModel" else f"s3vectors:{name}" for name in names
        )
        return answer

    monkeypatch.setattr(Cloud, "call", noted)
    image = _upload(user, "fire")
    _upload(user, "sea")
    put = S3Vectors.put

    def deleted_before(self: S3Vectors, owner: str, image_id: str, vector: Any) -> None:
        if image_id == image["id"]:
            cloud.forget_records()
        put(self, owner, image_id, vector)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(S3Vectors, "put", deleted_before)
        classify(cloud)
    _upload(user, "grass")
    assert classify(cloud) == []
    assert _found(user, FIRE) == ["grass.png"]
    user.call("DELETE", f"/v1/images/{_upload(user, 'fire', 'gone.png')['id']}")
    clean_up(cloud, 31 * DAYS)
    filtered = {"s3vectors:GetVectors"}  # by the filter of a query, without a call
    assert used["api"] | filtered == RIGHTS["api"]
    assert {name: used[name] for name in CHANGED if name != "api"} == {
        name: allowed for name, allowed in RIGHTS.items() if name != "api"
    }
    assert not any(used[name] for name in used if name not in RIGHTS)
