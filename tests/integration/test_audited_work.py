"""What the system changes by itself is in the owner's audit log, whichever function does it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pixelflare.audit import AuditLog
from pixelflare.base.errors import Unavailable
from schema.audit import AUDIT_SERVICE
from tests.assembly import assembly_dir
from tests.functions import FUNCTIONS
from tests.integration.audited import entries
from tests.integration.backing_up import back_up
from tests.integration.classifying import classify
from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.domains import custom_domains
from tests.integration.importing import Vendor, begin, finish
from tests.integration.test_doctor import look, services
from tests.integration.visibility import change, jpeg
from tests.integration.webhooks import fail_and_be_gone
from tests.recognition import recognising
from tests.stacks.reading import rights

__all__ = ["services"]

BY_REQUEST = ("admin", "api")
"""Their entries are those of requests: test_audited_routes.py."""
ONLY_NOTES = ("cdn", "gallery", "index_consumer", "backup_schedule", "brake_schedule")
"""They may write to the records, and change nothing of an owner's: they note what they have made for viewers, how often a
shared album was opened, how far an album's new title has come in the search index, how a backup ended, and which state of an
image it has. Of backups, only a restore changes something. The bill brake is the installation's, and so is its log."""
PARTS = ("moderation",)
"""What several functions do."""


def done(cloud: Cloud, user: User) -> set[tuple[str, str]]:
    """Function and action of each entry of the system, also of moments that are still to come."""
    partition = f"AU#{user.call('GET', '/v1/me').body['owner']}#"
    rows = [row for row in cloud.rows("AUDIT_TABLE") if row["pk"]["S"].startswith(partition)]
    found = [row for row in rows if row["actor"]["S"] == "system"]
    assert all((row["method"]["S"], row["status"]["S"]) == ("SYSTEM", "success") for row in found)
    return {(row["path"]["S"], row["action"]["S"]) for row in found}


def make_everything_happen(cloud: Cloud, user: User) -> None:
    soon = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    user.upload(jpeg(), "expiring.jpg", expires_at=soon)
    user.reserve("given-up.jpg")
    cloud.deliver("upload_consumer", user.post_form(user.reserve("bad.jpg"), b"no picture"))
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    user.call("DELETE", "/v1/tags/sea")
    with recognising():
        assert classify(cloud) == []
    moved = change(user, image, filename="b.jpg")
    left_behind(cloud, user, moved)
    user.call("DELETE", f"/v1/images/{user.upload(jpeg(), 'purged.jpg')['id']}", query="permanent=true")
    fail_and_be_gone(cloud, user)
    named = {"kind": "addresses", "addresses": [{"address": "https://pictures.test/imported.jpg"}]}
    internet = Vendor()
    internet.gives("https://pictures.test/imported.jpg", jpeg())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloud.services("import_consumer"), "outgoing", internet)
        begin(user, named, skip_duplicates=False)
        finish(cloud)
    back_up(cloud, user)
    clean_up(cloud, 31 * DAYS)
    orphan = f"{image['owner']}/default/nobody.jpg"
    cloud.put("PUBLIC_BUCKET", orphan, b"x", "image/jpeg")
    with custom_domains(cloud) as domains:
        domains.verified(user, "images.audited.com")
    for _ in range(4):
        clean_up(cloud, 40 * DAYS, daily=True)


def left_behind(cloud: Cloud, user: User, image: Any) -> None:
    """A writer that was too late has written where the image was; the sweep after the change takes that away."""
    cloud.put("PUBLIC_BUCKET", f"{image['owner']}/default/a.jpg/w128.webp", b"x", "image/webp")
    swept = {"image_id": image["id"], "owner": image["owner"], "album_slug": "default", "filename": "a.jpg"}
    assert cloud.deliver("variant_consumer", swept | {"kind": "path_vacated"}) == []


def test_each_function_that_may_change_records_says_what_it_does(cloud: Cloud, user: User) -> None:
    make_everything_happen(cloud, user)
    found = done(cloud, user)
    assert found >= {
        ("upload_consumer", "accept"),
        ("upload_consumer", "reject"),
        ("import_consumer", "upload"),
        ("variant_consumer", "publish"),
        ("variant_consumer", "sweep"),
        ("classification_consumer", "analyze"),
        ("backup_consumer", "restore"),
        ("webhook_delivery_consumer", "disable"),
        ("cleanup_schedule", "expire"),
        ("cleanup_schedule", "purge"),
        ("cleanup_schedule", "remove_abandoned"),
        ("cleanup_schedule", "remove_redirect"),
        ("cleanup_schedule", "remove_tag"),
        ("custom_domain_consumer", "verified"),
        ("cleanup_schedule", "remove_orphans"),
    }
    assert may_change_records() - {*BY_REQUEST, *ONLY_NOTES} == {function for function, _ in found} - {*PARTS}


def may_change_records() -> set[str]:
    templates = [json.loads(path.read_text()) for path in assembly_dir().glob("*.template.json")]
    resources = {name: resource for template in templates for name, resource in template["Resources"].items()}
    writes = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
    return {
        function
        for function in FUNCTIONS
        for action, resource in rights(resources, function)
        if action in writes and "GetAttCore" in str(resource)
    }


def test_work_that_comes_twice_leaves_one_entry(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    event = user.post_form(form, jpeg())
    cloud.deliver("upload_consumer", event)
    user.post_form(form, jpeg())
    cloud.deliver("upload_consumer", event)
    jobs = list(cloud.messages())
    for _ in range(2):
        cloud.deliver("variant_consumer", *jobs)
    found = [each["action"] for each in entries(user, "actor=system")]
    assert sorted(found) == ["accept", "publish"]


def test_change_and_entry_are_written_together_or_not_at_all(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = user.reserve("a.jpg")
    event = user.post_form(form, jpeg())
    real = AuditLog.appending
    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "appending", lambda self, owner, entry: _refused(real(self, owner, entry)))
        assert cloud.deliver("upload_consumer", event) == ["0"]
    assert user.call("GET", f"/v1/images/{form['imageId']}").body["status"] == "reserved"
    assert cloud.deliver("upload_consumer", event) == []
    assert done(cloud, user) == {("upload_consumer", "accept")}


def _refused(write: dict[str, Any]) -> dict[str, Any]:
    return {"Put": write["Put"] | {"TableName": "no-such-table"}}


def test_entry_of_a_sweep_that_can_not_be_written_raises_the_alarm(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(jpeg(), "b.jpg")
    counted: list[tuple[str, str]] = []
    monkeypatch.setattr("pixelflare.audit.log.count_for_all", lambda outcome, *, of: counted.append((outcome, of)))
    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "append", _unavailable)
        left_behind(cloud, user, image)
    assert counted == [("AuditEntryLost", AUDIT_SERVICE)]


def _unavailable(*_: Any, **__: Any) -> None:
    raise Unavailable("the table is busy", retry_after_seconds=1)


def test_doctors_repair_is_an_operators_entry(cloud: Cloud, user: User, services: Any) -> None:
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    cloud.follow_changes()
    services.core.delete({"pk": f"O#{image['owner']}", "sk": "T#sea"})
    look(image["owner"], services, repair=True)
    (entry,) = entries(user, "action=repair")
    assert (entry["actor"], entry["path"]) == ("operator", "make doctor")
    assert entry["details"] == {"found": f"the tag sea of {image['id']} is not listed"}
