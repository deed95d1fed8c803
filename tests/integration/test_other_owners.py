"""Every route of the API that names a thing, asked with the ids of another owner: 404, and nothing has changed.

Routes for a group of the user pool are about other owners by their nature: 403 for those who are not in it.
The routes come from the OpenAPI document, so a new one fails here until it is told what to send.
"""

import json
from typing import Any

import pytest

from tests.api_document import api_document
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.domains import custom_domains
from tests.integration.linking import linked_already
from tests.integration.visiting import invite, join, with_handle

BODIES: dict[str, Any] = {
    "finishLinking": {"code": "made"},
    "holdBrake": {"level": 0},
    "decideOnImages": {"decision": "reject", "ids": ["{image_id}"]},
    "actOnImages": {"action": "set_visibility", "visibility": "private", "ids": ["{image_id}"]},
    "changeAlbum": {"title": "mine now"},
    "changeImage": {"alt": "mine now", "tags": ["stolen"], "filename": "stolen.jpg", "album": "stolen"},
    "approveImage": {},
    "correctRecognition": {"labels": ["sea"]},
    "putPlan": {"plan": "pro"},
    "suspendOwner": {"reason": "a bill"},
    "cancelExport": {},
    "cancelImport": {},
    "retryImport": {},
    "changeTag": {"description": "mine now"},
    "changeWebhook": {"description": "mine now"},
    "regenerateVariants": {},
    "rejectImage": {},
    "restoreImage": {"filename": "stolen.jpg", "album": "stolen"},
    "verifyCustomDomain": {},
    "shareAlbum": {},
    "inviteMember": {"to": "mallory@example.org"},
    "changeMember": {"role": "contributor"},
    "addSharedImage": {"filename": "stolen.jpg"},
    "decideReport": {"decision": "dismiss"},
    "redriveDeadLetters": {"all": True},
    "discardDeadLetters": {"ids": ["none"]},
    "takeDownImage": {"reason": "a claim"},
    "changeShare": {"password": "mine now"},
    "shareImage": {"ttl": 60},
    "signAddress": {"options": "w=300,h=200,fit=cover"},
    "signPart": {"part_number": 1, "size_bytes": 100},
}
"""What is sent to the operations that take a body: requests that would succeed with ids of one's own."""

BULK_ACTIONS: list[dict[str, Any]] = [
    {"action": "delete"},
    {"action": "restore"},
    {"action": "move", "album": "stolen"},
    {"action": "tag", "tags": ["stolen"]},
    {"action": "untag", "tags": ["sea"]},
    {"action": "set_visibility", "visibility": "private"},
]

NAMES_NOTHING = {
    *("listImages", "createImage", "uploadInOneRequest", "createImageFromAddress"),
    *("listShares", "listAlbums", "createAlbum", "listTags", "createTag"),
    *("listApiKeys", "createApiKey", "showMe", "changeMe", "deleteMe", "restoreMe", "showSettings", "putSettings"),
    *("listOwners", "listDeadLetters", "showInstallationHealth", "listFailures"),
    *("rotateSigningKey", "listVendorKeys", "listAuditLogs", "checkCredentials", "health", "explainAddress"),
    *(
        "listReports",
        "listReview",
        "showBin",
        "emptyBin",
        "searchImages",
        "listImageMonths",
        "listDuplicates",
        "showSignIn",
    ),
    *("summarizeAnalytics", "listAnalyticsPoints", "listViewCountries", "listTopImages"),
    *("listViewedVariants", "listViewedFormats", "listReferrers", "listStoragePoints", "showUsage", "showFeatures"),
    *("listCustomDomains", "createCustomDomain"),
    *("createImport", "listImports", "createExport", "listExports"),
    *("getInstallationCosts", "showBackup", "putBackup", "deleteBackup", "testBackup", "showBackupStatus"),
    *("syncBackup", "startRestore", "showRestore"),
    *("showBackupEncryption", "putBackupEncryption", "deleteBackupEncryption"),
    *("showBrake", "showBrakeReport", "holdBrake", "releaseBrake"),
    *("listWebhooks", "createWebhook"),
    *("listInvitations", "listSharedAlbums"),
    *("showNotices", "changeNotices", "unsubscribe"),
    *("listIdentities", "beginLinking", "finishLinking"),
}
"""Operations without an id in path or body: whose things they are about follows from the caller alone."""

NAMED_IN_THE_QUERY = {"getCosts"}
"""Asked in tests/integration/test_costs.py."""

MAKES_ONES_OWN = {"putVendorKey"}
"""What it names is made where it is not there: everybody may have one of that name."""

ANSWERED_BEFORE_ANYBODY_IS_LOOKED_FOR = {"uploadImage": 401}
"""An upload is let in by its token alone, and this is none of that image."""


def operations() -> list[tuple[str, str, str, bool]]:
    """(operation id, method, path, whether it takes a body)"""
    return [
        (operation["operationId"], method.upper(), path, "requestBody" in operation)
        for path, methods in api_document()["paths"].items()
        for method, operation in methods.items()
        if method != "servers"
    ]


def group_of(method: str, path: str) -> str | None:
    """The group of the user pool for whose members alone an operation is."""
    group: str | None = api_document()["paths"][path][method.lower()].get("x-required-group")
    return group


def named_things() -> list[Any]:
    """The operations that name something."""
    return [
        pytest.param(*found, id=found[0])
        for found in operations()
        if found[0] not in MAKES_ONES_OWN
        if "{" in found[2] or "{" in json.dumps(BODIES.get(found[0], ""))[1:]
    ]


@pytest.fixture(scope="module")
def theirs(cloud: Cloud, rocket: bytes) -> dict[str, dict[str, str]]:
    """Ids of things that somebody has, by parameter: live images and others, as not all routes are about the same state."""
    victim = cloud.user("victim-of-them-all")
    owner = victim.call("GET", "/v1/usage").body["owner"]
    live = victim.upload(rocket, "live.jpg", album="trips", tags=["sea"])
    gone = victim.upload(rocket, "gone.jpg", album="trips", tags=["sea"])
    victim.call("DELETE", f"/v1/images/{gone['id']}")
    waiting = victim.reserve("waiting.jpg", size_bytes=20_000_000)
    hidden = victim.upload(rocket, "hidden.jpg", visibility="private")
    key = victim.call("POST", "/v1/keys", {"name": "theirs", "scopes": ["read"]})
    assert key.status == 201, key
    victim.call("POST", f"/v1/images/{waiting['imageId']}/multipart", {})
    assert victim.call("PUT", "/v1/vendor-keys/imgproxy", {"secret": "aa", "salt": "bb"}).status == 200
    with custom_domains(cloud) as domains:
        domain = domains.add(victim, "images.victim-of-them-all.com")["id"]
    shared = victim.call("POST", "/v1/albums/trips/shares", {}).body
    hook = victim.call("POST", "/v1/webhooks", {"url": "https://93.184.216.34/hook", "events": ["image.ready"]}).body
    friend, _ = with_handle(cloud, "friend-of-them-all")
    assert friend.call("POST", "/v1/albums", {"slug": "trip"}).status == 201
    assert victim.call("PATCH", "/v1/me", {"handle": "victim-of-them-all"}).status == 200
    imported = {"kind": "addresses", "addresses": [{"address": "https://example.org/theirs.jpg"}]}
    common = {
        "export_id": victim.call("POST", "/v1/exports", {}).body["id"],
        "import_id": victim.call("POST", "/v1/imports", {"source": imported}).body["id"],
        "report_id": "rpt_01J8ZQ4T0RBXN2M3K4P5Q6R7S8",
        "queue": "Nowhere",
        "share_id": shared["id"],
        "member_id": invite(victim, "friend@example.org", album="trips")["id"],
        "shared_id": join(friend, victim, "victim-of-them-all", role="contributor"),
        "invitation_id": invite(friend, "victim-of-them-all", album="default")["id"],
        "identity_id": linked_already(cloud, owner),
        "slug": "trips",
        "webhook_id": hook["webhook_id"],
        "delivery_id": f"dlv_{'0' * 26}",
        "domain_id": domain,
        "tag": "sea",
        "key_id": key.body["key_id"],
        "vendor": "imgproxy",
        "owner": owner,
    }
    states = {"live": live["id"], "in the bin": gone["id"], "reserved": waiting["imageId"], "private": hidden["id"]}
    return {state: common | {"image_id": image_id} for state, image_id in states.items()}


@pytest.fixture(scope="module")
def mallory(cloud: Cloud) -> User:
    """Somebody whom the tables know already."""
    mallory = cloud.user("mallory-of-them-all")
    assert mallory.call("GET", "/v1/me").status == 200
    return mallory


def dump(cloud: Cloud) -> dict[str, list[str]]:
    """Everything that is kept for good, but for the audit log: it may say that somebody has tried."""
    kept = {"records": sorted(json.dumps(item, sort_keys=True) for item in cloud.rows("CORE_TABLE"))}
    for bucket in ("UPLOADS_BUCKET", "ORIGINALS_BUCKET", "PUBLIC_BUCKET", "PRIVATE_BUCKET"):
        listed = cloud.client("s3").list_objects_v2(Bucket=cloud.variables[bucket]).get("Contents", [])
        kept[bucket] = sorted(f"{found['Key']} {found['ETag']} {found['LastModified']}" for found in listed)
    uploads = cloud.client("s3").list_multipart_uploads(Bucket=cloud.variables["UPLOADS_BUCKET"]).get("Uploads", [])
    return kept | {"uploads in parts": sorted(upload["UploadId"] for upload in uploads)}


def fill(template: Any, ids: dict[str, str]) -> Any:
    text = template if isinstance(template, str) else json.dumps(template)
    for name, value in ids.items():
        text = text.replace("{" + name + "}", value)
    return text if isinstance(template, str) else json.loads(text)


def ask(mallory: User, operation: str, method: str, path: str, body: Any) -> Answer:
    assert "{" not in path, f"{operation}: say in `theirs` whose ids {path} names"
    return mallory.call(method, path, body)


@pytest.mark.parametrize(("operation", "method", "path", "takes_body"), named_things())
def test_what_another_owner_has_does_not_exist(
    cloud: Cloud,
    mallory: User,
    theirs: dict[str, dict[str, str]],
    operation: str,
    method: str,
    path: str,
    takes_body: bool,
) -> None:
    assert not takes_body or operation in BODIES or operation in ANSWERED_BEFORE_ANYBODY_IS_LOOKED_FOR, (
        f"say in BODIES what to send to {operation}"
    )
    states = theirs.items() if "{image_id}" in path else [*theirs.items()][:1]
    before = dump(cloud)

    for state, ids in states:
        if operation in ("actOnImages", "decideOnImages"):
            continue  # below
        answer = ask(
            mallory, operation, method, fill(path, ids), fill(BODIES.get(operation), ids) if takes_body else None
        )
        expected = 403 if group_of(method, path) else ANSWERED_BEFORE_ANYBODY_IS_LOOKED_FOR.get(operation, 404)
        assert answer.status == expected, (state, answer)
        assert answer.body["error"]["code"] == {404: "NOT_FOUND", 401: "UNAUTHORIZED", 403: "FORBIDDEN"}[expected]
        assert ids["image_id"] not in json.dumps(answer.body.get("error", {}).get("details", {}))

    assert dump(cloud) == before


@pytest.mark.parametrize("action", BULK_ACTIONS, ids=[action["action"] for action in BULK_ACTIONS])
def test_bulk_action_finds_none_of_another_owners_images(
    cloud: Cloud, mallory: User, theirs: dict[str, dict[str, str]], action: dict[str, Any]
) -> None:
    before = dump(cloud)

    answer = mallory.call("POST", "/v1/images/bulk", action | {"ids": [ids["image_id"] for ids in theirs.values()]})

    assert [(result["status"], result["error"]["code"]) for result in answer.body["results"]] == [
        (404, "NOT_FOUND")
    ] * len(theirs)
    assert dump(cloud) == before


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_decision_on_many_finds_none_of_another_owners_images(
    cloud: Cloud, mallory: User, theirs: dict[str, dict[str, str]], decision: str
) -> None:
    before = dump(cloud)

    answer = mallory.call(
        "POST", "/v1/review", {"decision": decision, "ids": [ids["image_id"] for ids in theirs.values()]}
    )

    assert {result["status"] for result in answer.body["results"]} == {404}
    assert dump(cloud) == before


def test_every_operation_is_asked_or_said_to_name_nothing() -> None:
    asked = {parameter.id for parameter in named_things()}
    assert {operation for operation, *_ in operations()} - asked == NAMES_NOTHING | NAMED_IN_THE_QUERY | MAKES_ONES_OWN


def test_every_bulk_action_is_asked() -> None:
    schemas = api_document()["components"]["schemas"]
    actions = {
        schema["properties"]["action"]["const"]
        for name, schema in schemas.items()
        if name.startswith("Bulk") and "action" in schema["properties"]
    }
    assert {action["action"] for action in BULK_ACTIONS} == actions


def test_lists_hold_ones_own_only(mallory: User, theirs: dict[str, dict[str, str]]) -> None:
    for path, query in (
        *(("/v1/images", query) for query in ("", "deleted=true", "album=trips", "tag=sea", "status=reserved")),
        *(("/v1/tags", ""), ("/v1/keys", ""), ("/v1/audit-logs", "action=create")),
    ):
        answer = mallory.call("GET", path, query=query)
        assert (answer.status, answer.body["data"]) == (200, [])
    assert [album["slug"] for album in mallory.call("GET", "/v1/albums").body["data"]] == ["default"]
