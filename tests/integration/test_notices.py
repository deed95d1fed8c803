"""Notices by e-mail: each event once, bursts together, switched by their owner, and off by one click."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from pixelflare.notices import telling
from schema.library.events import EventKind
from tests.integration.audited import entries
from tests.integration.cloud import Cloud
from tests.integration.crashes import Crashed
from tests.integration.mailing import Post, Reader, event, mails, owner_of, reader
from tests.integration.pipeline import code

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def post(cloud: Cloud) -> Iterator[Post]:
    cloud.forget_messages()
    with mails(cloud) as post:
        yield post


@pytest.fixture
def user(cloud: Cloud, post: Post) -> Reader:
    return reader(cloud)


@pytest.fixture
def owner(user: Reader) -> str:
    return owner_of(user)


def rejected(owner: str, number: int) -> Any:
    return event(owner, EventKind.IMAGE_REJECTED, number, image_id=f"img_{number}", album="trips")


def test_event_is_one_letter_however_often_and_late_it_comes(post: Post, owner: str) -> None:
    told = event(owner, EventKind.DOMAIN_VERIFIED, subject="img.example.com")
    assert post.take(told, told) == []
    post.wait(MINUTE)
    assert post.subjects == ["img.example.com is ready"]
    for _ in range(3):
        assert post.take(told) == []
        post.wait(HOUR)
    assert len(post.sent) == 1


def test_letter_is_plain_text_and_html_and_names_the_page_of_the_switches(post: Post, owner: str, user: Reader) -> None:
    post.take(event(owner, EventKind.DOMAIN_FAILED, subject='<b>"x"</b>.example.com'))
    post.wait(MINUTE)
    (mail,) = post.sent
    assert mail.to == user.address
    assert '<b>"x"</b>.example.com' in mail.text
    assert "<b>" not in mail.html
    assert "&lt;b&gt;&quot;x&quot;&lt;/b&gt;.example.com" in mail.html
    for body in (mail.text, mail.html):
        assert "/app/settings/domains" in body
        assert "/app/settings/notices" in body
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_burst_of_five_hundred_is_one_letter_with_a_count(post: Post, owner: str, user: Reader) -> None:
    assert user.call("PATCH", "/v1/notices", {"image_rejected": True}).status == 200
    burst = [rejected(owner, number) for number in range(500)]
    random.Random(3).shuffle(burst)
    for start in range(0, 500, 50):
        assert post.take(*burst[start : start + 50]) == []
    assert post.sent == []
    post.wait(MINUTE)
    assert post.subjects == ["500 pictures were rejected"]
    assert post.sent[0].text.count("- img_") == 20
    assert "and 480 more" in post.sent[0].text

    assert post.take(rejected(owner, 500), rejected(owner, 501), burst[0]) == []
    post.wait(30 * MINUTE)
    assert len(post.sent) == 1  # an hour between two letters
    post.wait(30 * MINUTE)
    assert post.subjects[1:] == ["2 pictures were rejected"]


def test_what_comes_while_a_letter_is_sent_is_in_the_next_one(post: Post, owner: str) -> None:
    first, second = (event(owner, EventKind.API_KEY_CREATED, number, subject=f"key_{number}") for number in (1, 2))
    sent, real = [], post.send

    def send(mail: Any) -> None:
        if not sent:
            sent.append(mail)
            post.take(second)
        real(mail)

    post.send = send  # type: ignore[method-assign]
    post.take(first)
    post.wait(MINUTE)
    assert post.subjects == ["A new API key was created"]
    post.wait(HOUR + MINUTE)
    assert [("key_1" in mail.text, "key_2" in mail.text) for mail in post.sent] == [(True, False), (False, True)]


def test_kind_that_is_off_is_not_sent_even_if_it_waits_already(post: Post, owner: str, user: Reader) -> None:
    post.take(event(owner, EventKind.BACKUP_FAILED))
    assert user.call("PATCH", "/v1/notices", {"backup_failed": False}).status == 200
    post.wait(MINUTE)
    assert post.sent == []
    assert user.call("PATCH", "/v1/notices", {"backup_failed": True}).status == 200
    post.wait(2 * HOUR)
    post.take(event(owner, EventKind.BACKUP_FAILED, 2))
    post.wait(MINUTE)
    assert len(post.sent) == 1


def test_nobody_is_written_to_whose_address_is_not_proven_or_who_is_unknown(
    cloud: Cloud, user: Reader, post: Post
) -> None:
    owner = owner_of(reader(cloud, is_verified=False))
    post.take(event(owner, EventKind.BACKUP_FAILED), event("nobody", EventKind.BACKUP_FAILED))
    post.wait(MINUTE)
    assert post.sent == []
    assert post.queue.messages == []


def test_mail_that_ses_refuses_is_given_up_and_an_outage_is_waited_for(post: Post, owner: str) -> None:
    post.refuses = True
    post.take(event(owner, EventKind.DOMAIN_VERIFIED, subject="a.example.com"))
    post.wait(MINUTE)
    assert (post.sent, post.queue.messages) == ([], [])
    post.refuses, post.is_out = False, True
    post.take(event(owner, EventKind.QUOTA_REACHED, subject="80"))
    (message,) = post.queue.due()
    post.now += MINUTE
    assert post.take(message) == ["0"]  # it comes back, as the queue gives it out again
    post.is_out = False
    assert post.take(message) == []
    assert post.subjects == ["Your plan is at 80 %"]


def test_letter_whose_sender_died_is_sent_a_minute_later(
    post: Post, owner: str, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.take(event(owner, EventKind.RESTORE_FINISHED, subject="job"))
    (message,) = post.queue.due()

    def die(*_: Any, **__: Any) -> None:
        raise Crashed

    with monkeypatch.context() as patch:
        patch.setattr(telling, "_send", die)
        patch.setattr(type(cloud.services("notice_consumer").notices.letters), "release", lambda *_, **__: None)
        with pytest.raises(Crashed):
            post.take(message)
    assert post.take(message) == []
    assert post.sent == []  # another may be sending it
    post.wait(MINUTE + timedelta(seconds=1))
    assert post.subjects == ["Your restore has finished"]
    post.wait(HOUR)
    assert len(post.sent) == 1


def test_event_of_another_kind_or_of_a_month_ago_is_no_letter(post: Post, owner: str) -> None:
    old = event(owner, EventKind.BACKUP_FAILED, at=post.now - timedelta(days=30))
    assert post.take(event(owner, EventKind.IMAGE_READY), old) == []
    assert post.queue.messages == []


def test_owner_reads_letters_in_their_own_language(post: Post, owner: str, user: Reader) -> None:
    assert user.call("PUT", "/v1/settings", {"language": "de"}).status == 200
    post.take(event(owner, EventKind.DELETION_REQUESTED))
    post.wait(MINUTE)
    (mail,) = post.sent
    assert mail.subject == "Ihr Konto wird gelöscht"
    assert '<html lang="de">' in mail.html


def test_switches_are_shown_changed_and_kept(user: Reader, post: Post) -> None:
    shown = user.call("GET", "/v1/notices")
    assert (shown.status, shown.headers["ETag"]) == (200, '"1"')
    assert (shown.body["sends_mail"], shown.body["knows_address"]) == (True, True)
    assert [name for name, value in shown.body.items() if value is False] == ["image_rejected", "image_flagged"]
    changed = user.call("PATCH", "/v1/notices", {"image_flagged": True, "quota_reached": False}, if_match='"1"')
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.body["image_flagged"], changed.body["quota_reached"]) == (True, False)
    assert user.call("GET", "/v1/notices").body == changed.body
    assert code(user.call("PATCH", "/v1/notices", {}, if_match='"1"')) == (412, "PRECONDITION_FAILED")
    assert code(user.call("PATCH", "/v1/notices", {"nonsense": True})) == (400, "VALIDATION_ERROR")
    told = [entry["details"] for entry in entries(user) if entry["resource_type"] == "notices"]
    assert {"image_flagged": True, "quota_reached": False} in told


def test_one_click_switches_off_this_kind_and_can_be_repeated(
    post: Post, owner: str, user: Reader, cloud: Cloud
) -> None:
    post.take(event(owner, EventKind.IMPORT_FINISHED, subject="imp_1"))
    post.wait(MINUTE)
    address = urlsplit(post.sent[0].headers["List-Unsubscribe"].strip("<>"))
    path = address.path.removeprefix("/api")
    form = {"content-type": "application/x-www-form-urlencoded"}
    looked = cloud.api("GET", path, query=address.query)
    assert (looked.status, looked.headers["location"]) == (303, "/app/settings/notices")
    assert user.call("GET", "/v1/notices").body["import_finished"] is True
    for _ in range(2):
        clicked = cloud.api("POST", path, query=address.query, headers=form, body="List-Unsubscribe=One-Click")
        assert (clicked.status, clicked.body) == (200, {"kind": "import_finished"})
    switches = user.call("GET", "/v1/notices").body
    assert (switches["import_finished"], switches["backup_failed"]) == (False, True)
    kinds = [(entry["action"], entry["actor"]) for entry in entries(user) if entry["resource_type"] == "notices"]
    assert kinds.count(("unsubscribe", "notice")) == 2


@pytest.mark.parametrize("token", ["", "token=", "token=x.y", "token=%F0%9F%98%80", "token=e30.e30"])
def test_token_that_is_not_ours_switches_nothing_off(cloud: Cloud, token: str) -> None:
    assert code(cloud.api("POST", "/v1/notices/unsubscribe", query=token)) == (401, "UNAUTHORIZED")


def test_what_happens_reaches_the_queue_where_mails_are_sent_and_nowhere_else(
    cloud: Cloud, user: Reader, post: Post
) -> None:
    post.now = datetime.now(UTC)  # the stream's own time
    key = {"name": "Laptop", "scopes": ["read"]}
    assert user.call("POST", "/v1/keys", key).status == 201
    cloud.follow_changes()
    messages = list(cloud.messages("NOTICE_QUEUE_URL"))
    assert [message["kind"] for message in messages] == ["api_key.created"]
    cloud.functions["change_stream"] = cloud.started("change_stream")
    assert user.call("POST", "/v1/keys", key).status == 201
    cloud.follow_changes()
    assert list(cloud.messages("NOTICE_QUEUE_URL")) == []


def test_owner_who_wants_nothing_is_not_told_of_anything(cloud: Cloud, user: Reader, post: Post) -> None:
    shown = user.call("GET", "/v1/notices").body
    off = {
        name: False for name, value in shown.items() if value is True and name not in ("sends_mail", "knows_address")
    }
    assert user.call("PATCH", "/v1/notices", off).status == 200
    assert user.call("POST", "/v1/keys", {"name": "Laptop", "scopes": ["read"]}).status == 201
    cloud.follow_changes()
    assert list(cloud.messages("NOTICE_QUEUE_URL")) == []
