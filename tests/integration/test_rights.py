"""What the functions really call against what their roles allow: a missing right is a broken deployment, a spare one a risk."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from layers.deps.services import OPERATIONS
from pixelflare.aws.clients import client
from pixelflare.aws.queues import Queue
from pixelflare.delivery import pictures
from pixelflare.search import albums
from pixelflare.variants import PublishLeases
from pixelflare.variants.request_counter import OFTEN
from schema.keys.objects import private_original, private_prefix
from schema.limits import PART_BYTES
from tests.assembly import assembly_dir
from tests.functions import CONSUMERS, FUNCTIONS, SCHEDULES
from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.administering import administer
from tests.integration.backing_up import back_up
from tests.integration.braking import move_the_brake
from tests.integration.classifying import recognise
from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.domains import serve_under_a_name_of_ones_own
from tests.integration.exporting import export_everything
from tests.integration.github import sign_in_with_github
from tests.integration.importing import import_pictures
from tests.integration.leaving import leave_for_good
from tests.integration.mailing import be_told
from tests.integration.moderated import held_image, holding
from tests.integration.shared import hide_and_share, share_an_album
from tests.integration.signing import change_watermark, come_from_another_vendor, sign_and_be_slow
from tests.integration.visiting import share_with_each_other
from tests.integration.webhooks import fail_and_be_gone
from tests.photographs import photograph
from tests.stacks.reading import rights

NAMED_OTHERWISE = {
    "HeadObject": "s3:GetObject",
    "ListObjectsV2": "s3:ListBucket",
    "DeleteObjects": "s3:DeleteObject",
    "CreateMultipartUpload": "s3:PutObject",
    "UploadPart": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject",
    "ListParts": "s3:ListMultipartUploadParts",
    "SendMessageBatch": "sqs:SendMessage",
}

Right = tuple[str, str]
"""An IAM action, and the table (or its index) or bucket it is done to; nothing where a function has but one of a kind."""

STREAM_READS = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
POLLER = {("sqs:ReceiveMessage", ""), ("sqs:DeleteMessage", ""), ("sqs:GetQueueAttributes", "")}
"""Lambda's own."""
NOT_CALLED_HERE: dict[str, set[Right]] = dict.fromkeys(CONSUMERS, POLLER) | {
    "index_consumer": {(f"dynamodb:{each}", "Core") for each in STREAM_READS} | {("sqs:SendMessage", "")},
    "custom_domain_consumer": POLLER
    | {("acm:RequestCertificate", ""), ("acm:DescribeCertificate", "")},  # by CloudFront
    "change_stream": {(f"dynamodb:{each}", "Core") for each in STREAM_READS},
    **{name: {("sqs:SendMessage", "")} for name in SCHEDULES},  # by Lambda and EventBridge, when a run fails
}
TOLD_BY_S3 = "s3:ListBucket"
"""Used without being called: without it S3 answers 403 instead of 404 to whoever reads a key that is not there."""


def rights_used(model: Any, parameters: dict[str, Any], names: dict[str, str]) -> set[Right]:
    """What one call is authorised as; a transaction as the single writes in it. `names`: what is physically called how."""
    prefix = model.service_model.service_name
    assert model.name in OPERATIONS[prefix], f"the layer lacks {prefix}:{model.name}"
    action = NAMED_OTHERWISE.get(model.name, f"{prefix}:{model.name}")
    if model.name == "TransactWriteItems":
        writes = [(kind, write) for each in parameters["TransactItems"] for kind, write in each.items()]
        return {(f"dynamodb:{kind}Item", names[write["TableName"]]) for kind, write in writes}
    if model.name == "BatchGetItem":
        return {(action, names[table]) for table in parameters["RequestItems"]}
    if prefix == "dynamodb":
        return {(action, names[parameters["TableName"]] + ("/index" if "IndexName" in parameters else ""))}
    found = {(action, names[parameters["Bucket"]] if prefix == "s3" else "")}
    if "Tagging" in parameters:  # https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
        found.add(("s3:PutObjectTagging", names[parameters["Bucket"]]))
    return found


def rights_granted(resources: dict[str, Any], function: str) -> set[Right]:
    return {
        (action, _thing(resource) if action.startswith(("dynamodb:", "s3:")) else "")
        for action, resource in rights(resources, function)
        if action not in ("logs:CreateLogStream", "logs:PutLogEvents")
    }


def _thing(resource: str) -> str:
    """The logical name of a table or bucket in a reference to it from another stack."""
    (name,) = re.findall(r":PublishOutputFnGetAtt([A-Z][a-z]+)", resource)
    return f"{name}/index" if "/index/" in resource else str(name)


@pytest.fixture
def called(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, set[Right]]]:
    """The rights that are used by each function, filled while the test runs."""
    made: dict[str, set[Right]] = defaultdict(set)
    names = {
        physical: variable.rpartition("_")[0].title()
        for variable, physical in cloud.variables.items()
        if variable.endswith(("_TABLE", "_BUCKET"))
    }
    for name in cloud.functions:  # so that what is read once is read again
        monkeypatch.setitem(cloud.functions, name, cloud.started(name))
    at_work: list[str] = []
    real = Cloud.call

    def call(self: Cloud, function: str, event: dict[str, Any]) -> Any:
        at_work.append(function)
        try:
            return real(self, function, event)
        finally:
            at_work.pop()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        if at_work and model.name != "CreateBucket":  # never sent: its address is what upload forms are signed for
            made[at_work[-1]] |= rights_used(model, params, names)

    monkeypatch.setattr(Cloud, "call", call)
    clients = [client(service) for service in OPERATIONS]
    for each in clients:
        each.meta.events.register("before-parameter-build", note)
    yield made
    for each in clients:
        each.meta.events.unregister("before-parameter-build", note)


def test_every_function_has_the_rights_it_uses_and_no_others(
    cloud: Cloud, user: User, called: dict[str, set[Right]]
) -> None:
    _do_everything(cloud, user)
    templates = [json.loads(path.read_text()) for path in assembly_dir().glob("*.template.json")]
    resources = {name: resource for template in templates for name, resource in template["Resources"].items()}

    for function, used in sorted(called.items()):
        granted = rights_granted(resources, function)
        used |= {(TOLD_BY_S3, bucket) for action, bucket in used if action == "s3:GetObject"} & granted
        assert used - granted == set(), f"{function} may not do what it does"
        assert granted - used - NOT_CALLED_HERE.get(function, set()) == set(), f"{function} may do what it never does"
    assert set(called) == set(FUNCTIONS)


def _count_views(cloud: Cloud, image_path: str) -> None:
    """Twice, and the second time with another file: the first result's object is replaced."""
    for moment in ("2026-11-29T17:05:00Z", "2026-11-29T17:06:00Z"):
        write_log(cloud, log_line(image_path, at=moment), log_line("/", at=moment, x_host_header="gone.example.com"))
        count_views(cloud)


def _do_everything(cloud: Cloud, user: User) -> None:
    rocket = photograph("rocket.jpg")
    image = user.upload(rocket, "a.jpg", tags=["sea"])
    path, image_path = f"/v1/images/{image['id']}", f"/{image['owner']}/default/a.jpg"
    cloud.follow_changes()
    user.call("PATCH", path, {"tags": ["sky"]})
    cloud.follow_changes()
    assert user.call("GET", "/v1/search", query="q=sky").body["total"] == 1
    recognise(cloud, user, path)
    assert user.call("GET", "/v1/images/months").body["images"] > 0
    for query in ("", "tag=sky", "album=default", "deleted=true"):
        user.call("GET", "/v1/images", query=query)
    _retitle(cloud, user)
    user.call("POST", "/v1/albums", {"slug": "x"})
    user.call("PATCH", "/v1/albums/x", {"title": "X"})
    user.call("DELETE", "/v1/albums/x")
    _do_what_users_do_with_themselves(user)
    _ask_again(user, path)
    _count_views(cloud, image_path)
    move_the_brake(cloud, user)
    cloud.link(f"/i/{image['id']}")
    assert cloud.cdn(f"{image_path}/w128.jpg").status == 200
    assert cloud.cdn(f"{image_path}/w256.jpg").status == 200  # the limit's second branch
    _ask_often(cloud, f"{image_path}/w512.avif")
    user.call("POST", f"{path}/variants")
    cloud.deliver("variant_consumer", *cloud.messages())  # takes the other formats away
    user.call("POST", f"{path}/variants")
    job = list(cloud.messages())
    user.call("DELETE", path)
    user.upload(rocket, "a.jpg")  # the path is another's now: what is withdrawn is looked at
    user.call("DELETE", path)
    cloud.deliver("variant_consumer", *job, {"nonsense": 1})
    cloud.cdn(f"{image_path}/w512.avif")
    user.call("POST", f"{path}/restore", {"filename": "b.jpg"})
    _send_in_other_ways(cloud, user)
    sign_and_be_slow(cloud, user)
    come_from_another_vendor(cloud, user)
    change_watermark(cloud, user)
    hide_and_share(cloud, user), share_an_album(cloud, user)
    administer(cloud, user)
    share_with_each_other(cloud, user)
    _ask_for_what_expires(cloud, user)
    _hold_and_decide(cloud, user)
    _lose_everything_to_races(cloud, user)
    _sweep_what_is_left(cloud, user)
    _find_what_is_unfinished(cloud, user)
    serve_under_a_name_of_ones_own(cloud, user)
    back_up(cloud, user)
    fail_and_be_gone(cloud, user)
    import_pictures(cloud, user), be_told(cloud)
    sign_in_with_github(cloud)
    export_everything(cloud, user)
    leave_for_good(cloud)
    _clean_up_after_everybody(cloud, user)
    cloud.follow_changes()


def _retitle(cloud: Cloud, user: User) -> None:
    """An album whose images are indexed anew in several steps."""
    user.reserve("k.jpg"), user.reserve("l.jpg")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(albums, "_AT_ONCE", 1)
        assert user.call("PATCH", "/v1/albums/default", {"title": "Everything"}).status == 200
        cloud.follow_changes()


def _ask_often(cloud: Cloud, path: str) -> None:
    """So that a smaller one is made."""
    assert [cloud.cdn(path).status for _ in range(1 + OFTEN)] == [200] * (1 + OFTEN)
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []


def _ask_again(user: User, path: str) -> None:
    """With a key that keeps the answer, and with one that is free again as there is none to keep; both are audited."""
    for key in ("first", "first"):
        assert user.call("POST", "/v1/albums", {"slug": "y"}, idempotency_key=key).status == 201
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Queue, "send", _fail)
        assert user.call("POST", f"{path}/variants", idempotency_key="second").status == 500
    assert user.call("GET", "/v1/audit-logs").status == 200


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("the queue is away")


def _send_in_other_ways(cloud: Cloud, user: User) -> None:
    """In parts, and directly; and what was sent, back again."""
    path = f"/v1/images/{user.reserve('parts.jpg', size_bytes=PART_BYTES)['imageId']}/multipart"
    part = {"part_number": 1, "size_bytes": PART_BYTES}
    calls = [("POST", path, None), ("POST", f"{path}/parts", part), ("POST", f"{path}/complete", None)]
    assert [user.call(*call).status for call in [*calls, ("DELETE", path)]] == [200, 200, 409, 204]
    form, rocket = user.reserve("direct.jpg"), photograph("rocket.jpg")
    at, query = f"/v1/upload/{form['imageId']}", f"token={form['token']}"
    assert cloud.api("PUT", at, query=query, headers={"content-type": "image/jpeg"}, body=rocket).status == 201
    sent = {"authorization": f"Bearer {user.token()}", "content-type": "image/jpeg"}
    assert cloud.api("POST", "/v1/upload", query="filename=at-once.jpg", headers=sent, body=rocket).status == 201
    image = user.upload(rocket, "original.jpg")
    assert user.call("GET", f"/v1/images/{image['id']}/download").status == 302
    assert held_image(user, "preview.jpg")["moderation"]["preview_url"]


def _do_what_users_do_with_themselves(user: User) -> None:
    user.call("PATCH", "/v1/me", {"handle": f"h-{uuid4().hex[:12]}"})
    user.call("PATCH", "/v1/me", {"handle": None})
    user.call("PUT", "/v1/settings", {"theme": "dark"})
    admin = user.call("POST", "/v1/keys", {"name": "admin", "scopes": ["admin"]}).body["key"]
    headers, asked = {"authorization": f"Bearer {admin}"}, {"name": "ci", "scopes": ["read"]}
    made = user.cloud.api("POST", "/v1/keys", headers=headers, body=json.dumps(asked)).body
    assert user.cloud.api("GET", "/v1/keys", headers={"authorization": f"Bearer {made['key']}"}).status == 403
    user.call("DELETE", f"/v1/keys/{made['key_id']}")


def _lose_everything_to_races(cloud: Cloud, user: User) -> None:
    """The ways out that only a race takes: a removed reservation, a rejected upload."""
    form = user.reserve("c.jpg")
    event = user.post_form(form, b"")
    cloud.deliver("upload_consumer", event, {"nonsense": 1})
    gone = user.reserve("d.jpg", tags=["sea"])
    late = user.post_form(gone, photograph("rocket.jpg"))
    user.call("DELETE", f"/v1/images/{gone['imageId']}")
    cloud.deliver("upload_consumer", late)
    twice = user.reserve("e.jpg")
    arrived = user.post_form(twice, photograph("rocket.jpg"))
    left_by_another_run = f"{arrived['detail']['object']['key'].rpartition('/')[0]}/{'0' * 64}"
    cloud.put("ORIGINALS_BUCKET", left_by_another_run, b"other bytes", "image/jpeg")
    cloud.deliver("upload_consumer", arrived)


def _hold_and_decide(cloud: Cloud, user: User) -> None:
    album = holding(user)
    image = user.upload(photograph("rocket.jpg"), "held.jpg", album=album)
    late = user.reserve("late.jpg", album=album)
    cloud.deliver("upload_consumer", user.post_form(late, photograph("rocket.jpg")))
    list(cloud.messages())  # lost; the clean-up asks for its presets, and says that it has no verdict
    assert user.call("GET", "/v1/review").status == 200
    for decision in ("approve", "reject"):
        assert user.call("POST", f"/v1/images/{image['id']}/{decision}").status == 200
        assert cloud.deliver("variant_consumer", *cloud.messages()) == []


def _ask_for_what_expires(cloud: Cloud, user: User) -> None:
    """Open options of a public and a private image: made while a viewer waits, and by the queue."""
    rocket = photograph("rocket.jpg")
    public, private = user.upload(rocket, "i.jpg"), user.upload(rocket, "j.jpg", visibility="private")
    paths = [f"/{public['owner']}/default/i.jpg", f"/p/{private['id']}.jpg"]
    assert [cloud.cdn(f"{path}/w=256,q=50.jpg").status for path in paths] == [200, 200]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "_DEADLINE_SECONDS", 0.0)
        assert [cloud.cdn(f"{path}/w=256,q=65.jpg").status for path in paths] == [503, 503]
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []


def _sweep_what_is_left(cloud: Cloud, user: User) -> None:
    """Of an image that is gone: what a dead writer put on the private storage area, and at a path that is another's by now."""
    rocket = photograph("rocket.jpg")
    gone = user.upload(rocket, "h.jpg")
    user.call("DELETE", f"/v1/images/{gone['id']}")
    user.upload(rocket, "h.jpg")
    cloud.put("PRIVATE_BUCKET", private_original(gone["id"], "jpg"), rocket, "image/jpeg")
    image_path = {"owner": gone["owner"], "album_slug": "default", "filename": "h.jpg"}
    assert cloud.deliver("variant_consumer", {"kind": "path_vacated", "image_id": gone["id"]} | image_path) == []
    assert cloud.keys("PRIVATE_BUCKET", private_prefix(gone["id"])) == []


def _find_what_is_unfinished(cloud: Cloud, user: User) -> None:
    """An upload that was announced to nobody."""
    user.post_form(user.reserve("arrived.jpg"), photograph("rocket.jpg"))
    event = {"time": datetime.now(UTC).isoformat(), "detail": {"everything": True}}
    assert cloud.call("unfinished_schedule", event)["uploads"] >= 1


def _clean_up_after_everybody(cloud: Cloud, user: User) -> None:
    """What has expired, was given up, deleted, or interrupted; and what no record knows."""
    expires = (datetime.now(UTC) + DAYS).isoformat()
    rocket = photograph("rocket.jpg")
    user.upload(rocket, "expiring.jpg", expires_at=expires)
    parts = user.reserve("given-up.jpg", size_bytes=PART_BYTES)
    assert user.call("POST", f"/v1/images/{parts['imageId']}/multipart").status == 200
    image = user.upload(rocket, "deleted.jpg", tags=["gone"])
    cloud.follow_changes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PublishLeases, "wait_for_others", _fail)
        assert user.call("DELETE", f"/v1/images/{image['id']}").status == 500
    user.upload(rocket, "deleted.jpg")
    user.call("DELETE", "/v1/tags/gone")
    cloud.put("PUBLIC_BUCKET", f"{image['owner']}/default/no-image.jpg", rocket, "image/jpeg")
    clean_up(cloud, 31 * DAYS)  # before the index has followed
    clean_up(cloud, 33 * DAYS, daily=True)
    clean_up(cloud, 33 * DAYS, daily=True)
