"""While AWS is out of order: 503 with Retry-After on every route, messages that wait, and nothing that is lost.

The routes come from the OpenAPI document, so a new one fails here until it is told what to send.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from local.tables.service import stream_of
from tests.integration.agreement import disagreements
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.deliveries import Deliveries, Elapsed
from tests.integration.domains import custom_domains
from tests.integration.faults.scenarios import picture
from tests.integration.leaving import in_the_pool
from tests.integration.linking import linked_already
from tests.integration.mailing import notice_token
from tests.integration.outages import outage_of
from tests.integration.test_other_owners import BODIES, fill, group_of, operations
from tests.integration.visiting import invite, join, with_handle
from tests.recognition import recognising

OWN_BODIES: dict[str, Any] = BODIES | {
    "changeMe": {"handle": "somebody-else"},
    "createAlbum": {"slug": "made"},
    "createApiKey": {"name": "made", "scopes": ["read"]},
    "createImageFromAddress": {"address": "https://127.0.0.1/made.jpg"},
    "createCustomDomain": {"hostname": "images.example.com"},
    "createImage": {"filename": "made.jpg", "tags": ["made"]},
    "createExport": {"part_mb": 100},
    "createImport": {"source": {"kind": "addresses", "addresses": [{"address": "https://example.org/made.jpg"}]}},
    "changeNotices": {"image_flagged": True},
    "createTag": {"tag": "made"},
    "createWebhook": {"url": "https://127.0.0.1/hook", "events": ["image.ready"]},
    "emptyBin": {"images": 0},
    "inviteMember": {"to": "made@example.org"},
    "startRestore": {"dry_run": True},
    "putSettings": {"default_album": "trips"},
    "putBackup": {"endpoint": "https://127.0.0.1", "bucket": "aaa", "access_key_id": "a", "secret_access_key": "b"},
    "putBackupEncryption": {},
    "putVendorKey": {"secret": "aa", "salt": "bb"},
}
QUERIES = {
    "explainAddress": "url=/{owner}/trips/live.jpg/w512",
    "listImages": "tag=sea",
    "searchImages": "q=sea",
    "unsubscribe": "token={notice}",
    "uploadImage": "token={token}",
    "uploadInOneRequest": "filename=one.jpg",
}
BY_TOKEN = {"unsubscribe"}
"""Whose credentials are in the query."""
TAKE_BYTES: dict[str, Callable[[User], dict[str, str]]] = {
    "uploadImage": lambda user: {},  # its token is in the query
    "uploadInOneRequest": lambda user: {"authorization": f"Bearer {user.token()}"},
}
"""The headers that tell who sends a picture as it is."""
TOLD_WITHOUT_THE_TABLE = {
    *("health", "showSignIn", "checkCredentials", "showFeatures"),
    "showBrake",  # believed for a minute
    *(
        "listDeadLetters",
        "showInstallationHealth",
        "listFailures",
    ),  # known callers read on: SQS and CloudWatch know these
}


@pytest.fixture(scope="module")
def somebody(cloud: Cloud) -> User:
    return cloud.user(f"somebody-{uuid4().hex}")


@pytest.fixture(scope="module")
def standing(cloud: Cloud, somebody: User) -> dict[str, str]:
    return what_stands(cloud, somebody)


def what_stands(cloud: Cloud, user: User) -> dict[str, str]:
    """What the routes are asked about, of a library that has it now."""
    in_the_pool(cloud)  # somebody to list
    image = user.upload(picture(), "live.jpg", album="trips", tags=["sea"])
    key = user.call("POST", "/v1/keys", {"name": "theirs", "scopes": ["read"]}).body
    waiting = user.reserve("waiting.jpg")
    governed = cloud.user(f"governed-{uuid4().hex}").call("GET", "/v1/usage").body["owner"]
    shared = user.call("POST", "/v1/albums/trips/shares", {}).body
    friend, _ = with_handle(cloud, "friend")
    assert friend.call("POST", "/v1/albums", {"slug": "trip"}).status == 201
    handle = f"h-{uuid4().hex[:12]}"
    assert user.call("PATCH", "/v1/me", {"handle": handle}).status == 200
    cloud.follow_changes()
    named = {"image_id": image["id"], "owner": image["owner"], "slug": "trips", "tag": "sea", "vendor": "imgproxy"}
    with custom_domains(cloud) as domains:
        named["domain_id"] = domains.add(user, f"{uuid4().hex}.com")["id"]
    hook = user.call("POST", "/v1/webhooks", {"url": "https://93.184.216.34/hook", "events": ["image.ready"]}).body
    imported = {"kind": "addresses", "addresses": [{"address": "https://example.org/theirs.jpg"}]}
    return named | {
        "export_id": user.call("POST", "/v1/exports", {}).body["id"],
        "import_id": user.call("POST", "/v1/imports", {"source": imported}).body["id"],
        "webhook_id": hook["webhook_id"],
        "delivery_id": f"dlv_{'0' * 26}",
        "key_id": key["key_id"],
        "share_id": shared["id"],
        "member_id": invite(user, "friend@example.org", album="trips")["id"],
        "shared_id": join(friend, user, handle, role="contributor"),
        "invitation_id": invite(friend, handle, album="default")["id"],
        "identity_id": linked_already(cloud, image["owner"]),
        "report_id": "rpt_01J8ZQ4T0RBXN2M3K4P5Q6R7S8",
        "queue": "DeadLetters",
        "token": waiting["token"],
        "waiting": waiting["imageId"],
        "governed": governed,
        "notice": notice_token(cloud, image["owner"]),
    }


def ask(user: User, ids: dict[str, str], operation: str, method: str, path: str, *, takes_body: bool) -> Answer:
    query = fill(QUERIES.get(operation, ""), ids)
    if operation in TAKE_BYTES:
        headers = {"content-type": "image/jpeg"} | TAKE_BYTES[operation](user)
        return user.cloud.api(
            method, fill(path, ids | {"image_id": ids["waiting"]}), query=query, headers=headers, body=picture()
        )
    if operation in BY_TOKEN:
        return user.cloud.api(method, path, query=query)
    assert not takes_body or operation in OWN_BODIES, f"say in OWN_BODIES what to send to {operation}"
    body = fill(OWN_BODIES[operation], ids) if takes_body else None
    if group := group_of(method, path):  # about somebody else: a suspended owner would be refused everything
        token = user.token(**{"cognito:groups": [group]})
        where = fill(path, ids | {"owner": ids["governed"]})
        return user.call(method, where, body, query=query, authorization=f"Bearer {token}")
    return user.call(method, fill(path, ids), body, query=query)


@pytest.mark.parametrize("service", ["dynamodb", "s3", "sqs", "cloudfront"])
@pytest.mark.parametrize(("operation", "method", "path", "takes_body"), operations())
def test_route_says_that_aws_is_out_of_order(
    somebody: User,
    standing: dict[str, str],
    operation: str,
    method: str,
    path: str,
    takes_body: bool,
    service: str,
) -> None:
    with outage_of(service) as outage:
        answer = ask(somebody, standing, operation, method, path, takes_body=takes_body)
    if answer.status == 503:
        assert answer.body["error"]["code"] == "SERVICE_UNAVAILABLE"
        assert int(answer.headers["Retry-After"]) >= 1
        assert outage.asked
    else:
        assert answer.status < 500, answer
    if service == "dynamodb" and operation not in TOLD_WITHOUT_THE_TABLE:
        assert answer.status == 503, answer


READ_BY = {
    "Query": {
        "listImages",
        "listAlbums",
        "listTags",
        "listShares",
        "listApiKeys",
        "listAuditLogs",
        "listReview",
        "searchImages",
        "showUsage",
    },
    "BatchGetItem": {"listImages", "searchImages"},
}
"""Some of the routes that read so."""


@pytest.mark.parametrize("call", READ_BY)
def test_lists_say_it_too_when_only_their_own_call_fails(cloud: Cloud, user: User, call: str) -> None:
    """Whoever is asked first is out of order above, so what comes after is not reached there. The library is of this test
    alone: a list without images reads no records."""
    asked, standing = set(), what_stands(cloud, user)
    for operation, method, path, takes_body in operations():
        if method != "GET":
            continue
        with outage_of("dynamodb", call) as outage:
            answer = ask(user, standing, operation, method, path, takes_body=takes_body)
        if outage.asked:
            asked.add(operation)
            assert (answer.status, answer.headers.get("Retry-After")) == (503, "1"), (operation, answer)
        assert answer.status == 503 or answer.status < 500, (operation, answer)
    assert asked >= READ_BY[call]


@pytest.mark.parametrize(
    ("service", "method", "path"),
    [
        ("s3", "DELETE", "/v1/images/{}"),
        ("sqs", "DELETE", "/v1/images/{}"),
        ("cloudfront", "DELETE", "/v1/images/{}"),
        ("sqs", "POST", "/v1/images/{}/variants"),
    ],
)
def test_change_that_meets_an_outage_says_so_and_can_be_repeated(
    user: User, service: str, method: str, path: str
) -> None:
    path = path.format(user.upload(picture(), "a.jpg")["id"])
    with outage_of(service):
        assert user.call(method, path).status == 503
    assert user.call(method, path).status in (202, 204)


@pytest.fixture
def deliveries(cloud: Cloud) -> Iterator[Deliveries]:
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)
    found = Deliveries(cloud, Elapsed())
    with found.collected(), recognising():
        yield found


@pytest.mark.parametrize("service", ["dynamodb", "s3", "sqs"])
def test_messages_wait_until_it_is_over(user: User, deliveries: Deliveries, service: str) -> None:
    form = user.reserve("a.jpg", tags=["sea"])
    deliveries.send("upload_consumer", user.post_form(form, picture()))
    with outage_of(service):
        assert not deliveries.deliver(deliveries.waiting.pop(0))
        assert deliveries.waiting
    deliveries.deliver(deliveries.waiting.pop(0))
    (ladder,) = deliveries.waiting
    with outage_of(service):
        assert deliveries.deliver(ladder) is (service == "sqs"), "a ladder sends nothing"
    deliveries.deliver_all()
    assert deliveries.dead == []
    assert user.call("GET", f"/v1/images/{form['imageId']}").body["status"] == "ready"


def test_changes_wait_until_the_table_is_back(user: User, deliveries: Deliveries) -> None:
    image = user.upload(picture(), "unusual-name.jpg")
    with outage_of("dynamodb"):
        assert not deliveries.follow_changes()
    deliveries.deliver_all()
    assert [each["image"]["id"] for each in user.call("GET", "/v1/search", query="q=unusual").body["data"]] == [
        image["id"]
    ]


@pytest.mark.parametrize("service", ["dynamodb", "s3", "cloudfront"])
def test_clean_up_takes_away_later_what_it_could_not(cloud: Cloud, user: User, service: str) -> None:
    deliveries = Deliveries(cloud, Elapsed())
    with deliveries.collected():
        image = user.upload(picture(), "a.jpg")
        user.call("DELETE", f"/v1/images/{image['id']}", query="permanent=true")
        with outage_of(service):
            deliveries.run("cleanup_schedule", deliveries.time.now())
        deliveries.run("cleanup_schedule", deliveries.time.now())
        deliveries.deliver_all()
        assert user.call("GET", f"/v1/images/{image['id']}").status == 404
        assert cloud.keys("ORIGINALS_BUCKET", image["owner"]) == []
        assert [found for found in disagreements(cloud, [image["owner"]]) if image["id"] in found] == []


def test_what_the_edge_can_read_is_served_without_the_table(cloud: Cloud, user: User) -> None:
    """CloudFront asks S3 first, so only what is missing there needs a function; which says that it cannot look."""
    image = user.upload(picture(), "a.jpg")
    key = f"{image['owner']}/{image['album']}/{image['filename']}/w128.webp"
    with outage_of("dynamodb"):
        kept = cloud.client("s3").get_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=key)
        missing = cloud.cdn(f"/{key.replace('.webp', '.png')}")
    assert kept["CacheControl"].startswith("public")
    assert missing.status == 503
    assert int(missing.headers["Retry-After"]) >= 1
    assert "no-store" in missing.headers["Cache-Control"]
    assert cloud.cdn(f"/{key.replace('.webp', '.png')}").status == 200
