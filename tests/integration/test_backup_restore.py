"""Libraries that come back from a bucket alone: from a real S3 server, after everything was deleted; and what stands in the way."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from local.tables.service import stream_of
from operations import restore as operator
from pixelflare.aws.foreign_buckets import ForeignPlace
from pixelflare.backups import Keyring, Restored, RestoreServices, restore_library
from pixelflare.backups.vault import MAGIC
from pixelflare.base import clock
from pixelflare.base.errors import SourceFailed
from pixelflare.catalog import ReturnedImages
from tests.integration.agreement import disagreements
from tests.integration.backing_up import PREFIX, bucket_of, night, set_up
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User
from tests.local.s3_servers import Server, _seaweed

EMULATED = "https://s3.us-east-1.amazonaws.com"
NEW = {
    "backup_status",
    "updated_at",
    "version",
    "variants_ready",
    "processing_since",
    "variants",
    "urls",
    "cdn_url",
    "srcset",
}


@pytest.fixture(scope="module")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from _seaweed(tmp_path_factory.mktemp("weed"))


@pytest.fixture(autouse=True)
def alone(cloud: Cloud) -> None:
    """Each test has the installation for itself: it deletes everything."""
    empty(cloud)


def empty(cloud: Cloud) -> None:
    for table in ("CORE_TABLE", "DERIVED_TABLE"):
        for row in cloud.rows(table):
            key = {"pk": row["pk"], "sk": row["sk"]}
            cloud.client("dynamodb").delete_item(TableName=cloud.variables[table], Key=key)
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)
    for bucket in ("UPLOADS_BUCKET", "ORIGINALS_BUCKET", "PUBLIC_BUCKET", "PRIVATE_BUCKET"):
        for key in cloud.keys(bucket):
            cloud.client("s3").delete_object(Bucket=cloud.variables[bucket], Key=key)
    for name in cloud.functions:
        cloud.functions[name] = cloud.started(name)  # what an environment remembers of the table is gone, too


def services(
    cloud: Cloud, bucket: str, *, endpoint: str = EMULATED, key: str = "a", secret: str = "b", recovery_key: str = ""
) -> RestoreServices:
    """As the operator's command makes them, by the templates."""
    place = ForeignPlace(
        endpoint=endpoint,
        bucket=bucket,
        region="us-east-1",
        path_style=True,
        access_key_id=key,
        secret_access_key=secret,
    )
    provisioned = cloud.provisioned
    return operator.services_of(
        provisioned.assembly, provisioned.name, place=place, prefix=PREFIX, keyring=Keyring(recovery_key=recovery_key)
    )


def restored(owner: str, found: RestoreServices, *, into: str | None = None) -> Restored:
    return restore_library(owner, found, into=into or owner, now=datetime.now(UTC))


def publish(cloud: Cloud) -> None:
    """What the clean-up's next run begins, and the queues do."""
    clean_up(cloud, timedelta(minutes=5))
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []
    cloud.follow_changes()


def library(user: User) -> dict[str, Any]:
    """What the owner sees, but for what is made anew."""
    images = [
        *user.call("GET", "/v1/images").body["data"],
        *user.call("GET", "/v1/images", query="deleted=true").body["data"],
    ]
    shown = {
        each["id"]: user.call("GET", f"/v1/images/{each['id']}/ai").body for each in images if not each["deleted_at"]
    }
    return {
        "images": sorted(
            ({k: v for k, v in each.items() if k not in NEW} for each in images), key=lambda each: each["id"]
        ),
        "albums": user.call("GET", "/v1/albums").body["data"],
        "tags": [(each["tag"], each["color"], each["count"]) for each in user.call("GET", "/v1/tags").body["data"]],
        "settings": {
            k: v for k, v in user.call("GET", "/v1/settings").body.items() if k not in ("version", "updated_at")
        },
        "profile": {k: user.call("GET", "/v1/me").body[k] for k in ("owner", "handle", "display_name")},
        "usage": {
            k: v
            for k, v in user.call("GET", "/v1/usage").body.items()
            if k in ("images", "bin_images", "storage", "uploads")
        },
        "said": {image_id: said.get("labels") for image_id, said in shown.items()},
    }


def ids_of(shown: dict[str, Any]) -> list[str]:
    return [each["id"] for each in shown["images"]]


def fill(user: User, rocket: bytes) -> str:
    """A library with something of each kind. Its owner."""
    image = user.upload(rocket, "a.jpg", album="trips", tags=["sea", "sky"], alt="A rocket", title="Up")
    user.upload(rocket, "b.jpg", visibility="private")
    gone = user.upload(rocket, "gone.jpg", tags=["sea"])
    user.call("DELETE", f"/v1/images/{gone['id']}")
    user.call("PATCH", "/v1/albums/trips", {"title": "Trips", "description": "far away", "cover": image["id"]})
    user.call("POST", "/v1/albums", {"slug": "empty"})
    user.call("PATCH", "/v1/tags/sea", {"color": "#0000ff"})
    user.call("PUT", "/v1/settings", {"theme": "dark", "default_album": "trips"})
    user.call("PATCH", "/v1/me", {"handle": f"h-{uuid4().hex[:12]}", "display_name": "Somebody"})
    user.call("PATCH", f"/v1/images/{image['id']}/ai", {"labels": ["boat"], "nsfw": False})
    user.cloud.follow_changes()
    return str(image["owner"])


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_everything_is_deleted_and_every_byte_and_record_comes_back(
    cloud: Cloud, user: User, rocket: bytes, seaweed: Server, *, is_encrypted: bool
) -> None:
    owner = fill(user, rocket)
    bucket, key = "uploads", ""  # the server's own: another one would need more volumes than it has
    for found in seaweed.client().list_objects_v2(Bucket=bucket).get("Contents", []):
        seaweed.client().delete_object(Bucket=bucket, Key=found["Key"])
    allowed = cloud.started("api", BACKUP_PRIVATE_HOSTS="on")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(cloud.functions, "api", allowed)
        patch.setitem(cloud.functions, "backup_schedule", cloud.started("backup_schedule", BACKUP_PRIVATE_HOSTS="on"))
        sent = {"endpoint": seaweed.url, "bucket": bucket, "prefix": PREFIX, "access_key_id": seaweed.access_key}
        assert user.call("PUT", "/v1/backup/config", sent | {"secret_access_key": seaweed.secret_key}).status == 200
        assert user.call("POST", "/v1/backup/test").status == 200
        if is_encrypted:
            key = user.call("PUT", "/v1/backup/encryption", {}).body["recovery_key"]
        assert night(cloud) == {"backed_up": 1, "bad": 0, "unfinished": 0}
        night(cloud, after=1)
        assert user.call("GET", "/v1/backup/status").body["uploaded"] == 0  # its etags are MD5s, too
    before, bytes_before = (
        library(user),
        {key: cloud.body("ORIGINALS_BUCKET", key) for key in cloud.keys("ORIGINALS_BUCKET")},
    )
    assert len(before["images"]) == 3
    assert len(bytes_before) == 3

    there = [each["Key"] for each in seaweed.client().list_objects_v2(Bucket=bucket)["Contents"]]
    bodies = [seaweed.client().get_object(Bucket=bucket, Key=each)["Body"].read() for each in there]
    assert {body.startswith(MAGIC) for body in bodies} == {is_encrypted}

    empty(cloud)
    assert cloud.rows("CORE_TABLE") == []
    found = services(
        cloud, bucket, endpoint=seaweed.url, key=seaweed.access_key, secret=seaweed.secret_key, recovery_key=key
    )
    told, is_whole = operator.restore(found, owner="", into="")

    assert is_whole, told
    assert f"{owner}: 3 images restored ({3 * len(rocket)} bytes), 0 there already" in told
    publish(cloud)
    assert library(user) == before
    assert {key: cloud.body("ORIGINALS_BUCKET", key) for key in cloud.keys("ORIGINALS_BUCKET")} == bytes_before
    assert {each["status"] for each in user.call("GET", "/v1/images").body["data"]} == {"ready"}
    assert user.call("GET", "/v1/search", query="q=rocket").body["total"] == 1
    assert disagreements(cloud, [owner]) == []
    (gone,) = user.call("GET", "/v1/images", query="deleted=true").body["data"]
    assert user.call("POST", f"/v1/images/{gone['id']}/restore", {}).status == 200


def test_all_comes_back_after_a_night_that_knew_nothing_of_it(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records are lost, the owner sets up the same bucket again, and the night comes before the restore."""
    bucket = bucket_of(user)
    owner = fill(user, rocket)
    night(cloud)
    before = library(user)
    empty(cloud)
    later = clock.now() + timedelta(minutes=1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        set_up(user, bucket)
        assert night(cloud, after=1)["backed_up"] == 1

    assert restored(owner, services(cloud, bucket)).failed == []
    publish(cloud)
    assert library(user) == before


def test_restore_that_was_stopped_goes_on_and_touches_nothing_that_is_there(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = bucket_of(user)
    owner = fill(user, rocket)
    night(cloud)
    before = library(user)
    empty(cloud)
    found, calls = services(cloud, bucket), iter(range(100))
    add = ReturnedImages.add

    def stop_at_the_second(self: ReturnedImages, *args: Any, **how: Any) -> None:
        if next(calls) == 1:
            raise RuntimeError("the machine was switched off")
        add(self, *args, **how)

    with monkeypatch.context() as patch:
        patch.setattr(ReturnedImages, "add", stop_at_the_second)
        with pytest.raises(RuntimeError):
            restored(owner, found)
    again = restored(owner, found)

    assert (again.images + again.there_already, again.images >= 1, again.failed) == (3, True, [])
    publish(cloud)
    assert library(user) == before
    image = next(each for each in before["images"] if each["filename"] == "a.jpg")
    user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "changed since"})
    user.call("PUT", "/v1/settings", {"theme": "light"})
    third = restored(owner, found)
    assert (third.images, third.there_already, third.bytes, third.albums, third.failed) == (0, 3, 0, 0, [])
    assert user.call("GET", f"/v1/images/{image['id']}").body["alt"] == "changed since"
    assert user.call("GET", "/v1/settings").body["theme"] == "light"


def test_what_could_not_be_restored_is_named_with_its_reason(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket = bucket_of(user)
    images = [user.upload(rocket, f"{name}.jpg") for name in ("missing", "other", "damaged", "taken", "good")]
    missing, other, damaged, taken, _ = (image["id"] for image in images)
    owner, s3 = images[0]["owner"], cloud.client("s3")
    night(cloud)
    below = f"{PREFIX}{owner}"
    for key in [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix=f"{below}/originals/")["Contents"]]:
        if missing in key:
            s3.delete_object(Bucket=bucket, Key=key)
        if other in key:
            s3.put_object(Bucket=bucket, Key=key, Body=b"x" * len(rocket))
    s3.put_object(Bucket=bucket, Key=f"{below}/images/{damaged}.jsonl", Body=b'{"type": "image"')
    empty(cloud)
    assert user.upload(rocket, "taken.jpg")["owner"] == owner

    told, is_whole = operator.restore(services(cloud, bucket), owner=owner, into="")

    assert not is_whole
    assert "1 images restored" in told
    reasons = dict(line.strip().split(": ", 1) for line in told.splitlines()[1:])
    assert reasons == {
        missing: "its bytes are missing",
        other: "its bytes are not those of its record",
        damaged: "a manifest is damaged",
        taken: "default/taken.jpg is taken",
    }
    publish(cloud)
    assert disagreements(cloud, [owner]) == []


def test_library_of_one_owner_can_become_anothers(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket = bucket_of(user)
    owner = fill(user, rocket)
    night(cloud)
    before = library(user)
    empty(cloud)
    heir = cloud.user(f"{user.name}-later")
    theirs = heir.call("GET", "/v1/me").body["owner"]

    done = restored(owner, services(cloud, bucket), into=theirs)

    assert (done.images, done.failed) == (3, [])
    publish(cloud)
    after = library(heir)
    assert after["tags"] == before["tags"]
    assert [each["id"] for each in after["images"]] == [each["id"] for each in before["images"]]
    assert {each["owner"] for each in after["images"]} == {theirs}
    assert disagreements(cloud, [theirs]) == []
    assert user.call("GET", "/v1/images").body["data"] == []
    once_more = restored(owner, services(cloud, bucket))
    belong = [f"image {image_id} belongs to another owner here" for image_id in ids_of(before)]
    assert sorted(why for what, why in once_more.failed if what.startswith("img_")) == sorted(belong)


def test_bucket_without_the_library_says_so(cloud: Cloud, user: User) -> None:
    bucket = bucket_of(user)
    with pytest.raises(SourceFailed, match="no library of nobody"):
        restored("nobody", services(cloud, bucket))
    assert operator.restore(services(cloud, bucket), owner="", into="") == (
        "The bucket has no library below this prefix.",
        False,
    )


def test_format_of_a_later_release_is_refused(cloud: Cloud, user: User) -> None:
    bucket = bucket_of(user)
    line = json.dumps({"type": "backup", "format": 2}).encode()
    cloud.client("s3").put_object(Bucket=bucket, Key=f"{PREFIX}somebody/library.jsonl", Body=line)
    with pytest.raises(SourceFailed, match="format 2"):
        restored("somebody", services(cloud, bucket))


def test_credentials_are_never_arguments(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["--local", "--endpoint", "https://example.com", "--bucket", "one"]
    with pytest.raises(SystemExit):
        operator.options_of(asked)
    assert "RESTORE_SECRET_ACCESS_KEY" in capsys.readouterr().err
    monkeypatch.setenv("RESTORE_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("RESTORE_SECRET_ACCESS_KEY", "word")
    found = operator.options_of(asked).credentials
    assert (found.restore_secret_access_key.get_secret_value(), found.restore_key) == ("word", None)
    monkeypatch.setenv("RESTORE_KEY", "a recovery key")
    assert operator.options_of(asked).credentials.restore_key.get_secret_value() == "a recovery key"
    assert "recovery" not in repr(operator.options_of(asked).credentials)
