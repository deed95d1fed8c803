"""Deletion of an account: asked for, taken back, and done, until nothing names the owner any more."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from pixelflare.base.errors import Unavailable
from schema.limits import ACCOUNT_DELETION_DAYS
from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.audited import entries
from tests.integration.backing_up import bucket_of, objects
from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.domains import Domains, custom_domains
from tests.integration.exporting import finish
from tests.integration.leaving import SETTLED, THE_DAY, in_the_pool, is_left, leave, owner_of, token, users_of
from tests.integration.visibility import jpeg
from tests.integration.visiting import invite, join, with_handle

BUCKETS = ("UPLOADS_BUCKET", "ORIGINALS_BUCKET", "PUBLIC_BUCKET", "PRIVATE_BUCKET", "EXPORTS_BUCKET", "LOGS_BUCKET")
WITH_A_LIFECYCLE = ("rollups/", "AWSLogs/")
"""Counts of views and access logs, which their bucket removes after 400 and 8 days."""


@pytest.fixture
def leaver(cloud: Cloud) -> User:
    cloud.forget_messages()
    return in_the_pool(cloud)


def test_account_is_deleted_in_thirty_days_and_until_then_only_read(cloud: Cloud, leaver: User) -> None:
    image = leaver.upload(jpeg(), "a.jpg")
    first = leave(leaver)
    assert first.status == 200, first
    again = leave(leaver)
    assert again.body["deletes_at"] == first.body["deletes_at"] == leaver.call("GET", "/v1/me").body["deletes_at"]
    left = datetime.fromisoformat(first.body["deletes_at"]) - datetime.now(UTC)
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)

    for method, path, body in [
        ("POST", "/v1/images", {"filename": "b.jpg"}),
        ("PATCH", f"/v1/images/{image['id']}", {"alt": "x"}),
        ("PATCH", "/v1/me", {"bio": "x"}),
        ("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}),
    ]:
        refused = leaver.call(method, path, body)
        assert (refused.status, refused.body["error"]["code"]) == (403, "ACCOUNT_CLOSING"), path
    told = refused.body["error"]["details"]["deletes_at"]
    assert datetime.fromisoformat(told) == datetime.fromisoformat(first.body["deletes_at"])
    assert leaver.call("GET", f"/v1/images/{image['id']}").status == 200
    assert leaver.call("GET", f"/v1/images/{image['id']}/download").status == 302
    assert cloud.cdn(f"/{image['owner']}/default/a.jpg").status == 200

    clean_up(cloud, (ACCOUNT_DELETION_DAYS - 1) * DAYS)
    kept = leaver.call("POST", "/v1/me/restore")
    assert (kept.status, kept.body["deletes_at"]) == (200, None)
    assert leaver.call("POST", "/v1/me/restore").status == 200
    assert leaver.call("POST", "/v1/albums", {"slug": "a"}).status == 201
    clean_up(cloud, THE_DAY)
    assert leaver.call("GET", f"/v1/images/{image['id']}").status == 200
    done = [(each["action"], each["resource_type"]) for each in entries(leaver, "actor=user")]
    assert ("delete", "user") in done
    assert ("restore", "user") in done


def test_account_is_deleted_by_its_owner_only_who_has_signed_in_and_names_it(leaver: User) -> None:
    key = leaver.call("POST", "/v1/keys", {"name": "k", "scopes": ["admin"]}).body["key"]
    owner = owner_of(leaver)
    for query, credentials, status in [
        ("", token(leaver), 400),
        ("confirm=somebody", token(leaver), 400),
        (f"confirm={owner}", key, 403),
    ]:
        answer = leaver.call("DELETE", "/v1/me", query=query, authorization=f"Bearer {credentials}")
        assert answer.status == status, (query, answer)
    assert leaver.call("GET", "/v1/me").body["deletes_at"] is None
    handle = f"h-{uuid4().hex[:10]}"
    assert leaver.call("PATCH", "/v1/me", {"handle": handle}).status == 200
    assert leave(leaver, confirm=handle).status == 200


def have_one_of_everything(cloud: Cloud, user: User, domains: Domains) -> set[str]:
    """The words that must not be found when the account is gone."""
    handle = f"h-{uuid4().hex[:10]}"
    profile = {"handle": f"{handle}-old", "display_name": f"Name of {handle}", "public_profile": True}
    assert user.call("PATCH", "/v1/me", profile).status == 200
    assert user.call("PATCH", "/v1/me", {"handle": f"{handle}-mid"}).status == 200
    assert user.call("PATCH", "/v1/me", {"handle": handle}).status == 200
    assert user.call("PUT", "/v1/settings", {"theme": "dark"}).status == 200
    image = user.upload(jpeg(), "a.jpg", tags=["sea"], album="trips", alt="a boat")
    moved = user.upload(jpeg(), "b.jpg", visibility="private")
    assert user.call("PATCH", f"/v1/images/{moved['id']}", {"filename": "c.jpg"}).status == 200
    binned = user.upload(jpeg(), "d.jpg", tags=["sky"], album="gone")
    assert user.call("DELETE", f"/v1/images/{binned['id']}").status == 204
    waiting = user.reserve("waiting.jpg", tags=["sea"])
    cloud.follow_changes()
    friend, friends_handle = with_handle(cloud, "friend")
    assert friend.call("POST", "/v1/albums", {"slug": "trip"}).status == 201
    made = [
        user.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}).body["key_id"],
        user.call("POST", "/v1/albums/trips/shares", {}).body["id"],
        user.call("POST", "/v1/webhooks", {"url": "https://93.184.216.34/x", "events": ["image.deleted"]}).body[
            "webhook_id"
        ],
        join(user, friend, friends_handle, album="trips"),
        invite(user, "nobody@example.org", album="trips")["id"],
        join(friend, user, handle, album="trip"),
        domains.verified(user, f"images.{handle}.com")["id"],
        domains.add(user, f"waiting.{handle}.com")["id"],
    ]
    assert user.call("PUT", "/v1/vendor-keys/imgproxy", {"secret": "aa", "salt": "bb"}).status == 200
    source = {"kind": "addresses", "addresses": [{"address": "https://example.org/theirs.jpg"}]}
    assert user.call("POST", "/v1/imports", {"source": source}).status in (201, 202)
    assert user.call("POST", "/v1/exports", {}).status == 202
    finish(cloud)
    assert user.call("PATCH", "/v1/albums/trips", {"title": f"Trips of {handle}"}).status == 200
    write_log(cloud, log_line(f"/{image['owner']}/trips/a.jpg/w128.webp"))
    count_views(cloud)
    cloud.follow_changes()
    words = {image["owner"], handle, user.name, image["id"], moved["id"], binned["id"], waiting["imageId"]}
    return words | set(made)


def traces(cloud: Cloud, words: set[str]) -> list[str]:
    """Every row, object and user that holds one of the words, but for audit entries and what goes by its time to live."""
    found = []
    for table in ("CORE_TABLE", "DERIVED_TABLE", "EPHEMERAL_TABLE"):
        rows = [row for row in cloud.rows(table) if table == "CORE_TABLE" or "exp" not in row]
        found += [f"{table}: {text}" for row in rows if any(word in (text := json.dumps(row)) for word in words)]
    for bucket in BUCKETS:
        keys = [key for key in cloud.keys(bucket) if not key.startswith(WITH_A_LIFECYCLE)]
        found += [f"{bucket}: {key}" for key in keys if any(word in key for word in words)]
    return found + [word for word in words if word in users_of(cloud)]


def test_nothing_is_left_but_the_audit_log(cloud: Cloud, leaver: User, monkeypatch: pytest.MonkeyPatch) -> None:
    neighbour = cloud.user(f"neighbour-{uuid4().hex}")
    backup = bucket_of(leaver)
    with custom_domains(cloud) as domains:
        words = have_one_of_everything(cloud, leaver, domains)
        owner = owner_of(leaver)
        theirs = neighbour.upload(jpeg(), "n.jpg", album=owner, tags=[owner])
        cloud.follow_changes()
        assert len(traces(cloud, words)) > 50
        saved = objects(cloud, backup)
        assert leave(leaver).status == 200

        def fail(*_: object, **__: object) -> None:
            raise Unavailable("not now", retry_after_seconds=1)

        with monkeypatch.context() as patch:
            patch.setattr("pixelflare.search.SearchIndex.forget", fail)
            clean_up(cloud, THE_DAY)  # and is interrupted
        late = leaver.call("POST", "/v1/me/restore")
        assert (late.status, late.body["error"]["code"]) == (410, "GONE")
        for _ in range(2):
            clean_up(cloud, THE_DAY)
        for message in list(cloud.messages("DOMAIN_QUEUE_URL")):
            assert cloud.deliver("custom_domain_consumer", message) == []
        take_down(domains, cloud, owner)
        cloud.follow_changes()
        assert leaver.name not in users_of(cloud)
        assert cloud.cdn(f"/{owner}/trips/a.jpg").status == 404
        clean_up(cloud, THE_DAY)
        assert is_left(cloud, owner), "something may still be counted late"
        clean_up(cloud, THE_DAY + SETTLED)
    cloud.follow_changes()

    assert traces(cloud, words - {owner}) == []
    of_neighbour = owner_of(neighbour)
    assert [each for each in traces(cloud, {owner}) if of_neighbour not in each] == []
    assert objects(cloud, backup) == saved, "what the owner has elsewhere stays"
    assert neighbour.call("GET", "/v1/images", query=f"album={owner}").body["data"][0]["id"] == theirs["id"]
    assert neighbour.call("GET", f"/v1/tags/{owner}").body["count"] == 1
    clean_up(cloud, THE_DAY + SETTLED)
    kept = [row for row in cloud.rows("AUDIT_TABLE") if row["pk"]["S"].startswith(f"AU#{owner}#")]
    did = [row["action"]["S"] for row in kept]
    assert (did.count("remove_account"), did.count("account_removed"), did.count("purge")) == (1, 1, 3)


def take_down(domains: Domains, cloud: Cloud, owner: str) -> None:
    """What the queue does with the domains of the owner, until they are gone."""
    for _ in range(4):
        domains.seconds += 10
        for row in cloud.rows("CORE_TABLE"):
            if row["pk"]["S"] == f"O#{owner}" and row["sk"]["S"].startswith("DO#"):
                message = {"owner": owner, "host": row["host"]["S"], "check": int(row["checks"]["N"])}
                assert cloud.deliver("custom_domain_consumer", message) == []
