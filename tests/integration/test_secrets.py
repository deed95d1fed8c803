"""Secrets that people and the installation have are in no log, metric, template, export, backup, message or audit entry.

Each is planted through the API as a text that is found again in whatever spelling. Then everything that a library has done to it
is done, and all that was written is searched.
"""

import base64
import json
import logging
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from pixelflare.base.observability import logger
from tests.assembly import assembly_dir
from tests.integration.access_logs import log_line, write_log
from tests.integration.agreement import BUCKETS, TABLES, forget_everything
from tests.integration.backing_up import objects
from tests.integration.braking import move_the_brake
from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.deliveries import Deliveries, Elapsed, started_anew
from tests.integration.github import sign_in_with_github
from tests.integration.importing import Vendor, as_json
from tests.integration.small_pictures import picture
from tests.integration.webhooks import URL, Endpoint
from tests.recognition import recognising

BUCKET = "backup-with-secrets"


class Planted(dict[str, str]):
    """Secrets by what they are."""

    def new(self, what: str, *, length: int = 40) -> str:
        self[what] = f"planted{uuid4().hex}{uuid4().hex}"[:length]
        return self[what]

    def found_in(self, where: str, text: str) -> list[str]:
        return [
            f"{what} in {where}" for what, secret in self.items() if any(each in text for each in _spellings(secret))
        ]


def _spellings(secret: str) -> set[str]:
    """As it is, and as it may look inside something else."""
    plain = secret.encode()
    inside = {base64.b64encode(plain[skip:]).decode().rstrip("=")[2:-2] for skip in range(3)}
    return {secret, quote(secret, safe=""), json.dumps(secret)[1:-1], plain.hex(), *inside}


class Written:
    """All that was written, and where."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    def add(self, where: str, text: Any) -> None:
        self.texts.append((where, text if isinstance(text, str) else json.dumps(text, default=str)))

    def add_bytes(self, where: str, body: bytes) -> None:
        """Archives with what is in them."""
        if body.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(body)) as opened:
                for name in opened.namelist():
                    self.add_bytes(f"{where} {name}", opened.read(name))
        self.add(where, body.decode("latin-1"))


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What all loggers write."""
    written = StringIO()
    handler, root = logger.registered_handler, logging.StreamHandler(written)
    before = handler.setStream(written)  # type: ignore[attr-defined]
    logging.getLogger().addHandler(root)
    yield written
    logging.getLogger().removeHandler(root)
    handler.setStream(before)  # type: ignore[attr-defined]


def plant(cloud: Cloud, user: User, planted: Planted) -> dict[str, Any]:
    """Everything that the API takes or gives and that is to stay between two."""
    said: dict[str, Any] = {}

    def ask(method: str, path: str, body: Any = None) -> Any:
        answer = user.call(method, path, body)
        assert answer.status < 300, (method, path, answer)
        return answer.body

    cloud.client("s3").create_bucket(Bucket=BUCKET)
    backup = {"endpoint": "https://s3.us-east-1.amazonaws.com", "bucket": BUCKET, "access_key_id": "AKIAEXAMPLE"}
    ask("PUT", "/v1/backup/config", backup | {"secret_access_key": planted.new("backup secret key")})
    ask("PUT", "/v1/backup/encryption", {"recovery_key": planted.new("recovery key")})
    ask("DELETE", "/v1/backup/encryption")  # what lies in the bucket is to be read here
    hook = ask("POST", "/v1/webhooks", {"url": URL, "events": ["image.ready", "image.deleted", "album.shared"]})
    planted["webhook secret"] = hook["secret"].removeprefix("whsec_")
    said["hook"] = hook["webhook_id"]
    planted["second webhook secret"] = ask("POST", f"/v1/webhooks/{hook['webhook_id']}/rotate-secret")["secret"][6:]
    planted["API key"] = ask("POST", "/v1/keys", {"name": "planted", "scopes": ["admin"]})["key"]
    ask("PUT", "/v1/vendor-keys/thumbor", {"secret": planted.new("vendor key")})
    salt, key = (planted.new(what).encode().hex() for what in ("imgproxy key", "imgproxy salt"))
    ask("PUT", "/v1/vendor-keys/imgproxy", {"secret": key, "salt": salt})
    ask("POST", "/v1/albums", {"slug": "trips"})
    shared = ask("POST", "/v1/albums/trips/shares", {"password": planted.new("share password")})
    ask("PATCH", f"/v1/shares/{shared['id']}", {"password": planted.new("second share password")})
    for source in (
        {"kind": "cloudinary", "cloud_name": "c", "api_key": "1", "api_secret": planted.new("Cloudinary secret")},
        {"kind": "cloudflare", "account_id": "a", "api_token": planted.new("Cloudflare token")},
        {"kind": "imagekit", "private_key": planted.new("ImageKit key")},
    ):
        ask("POST", "/v1/imports", {"source": source})
    source = {"kind": "bucket", "secret_access_key": planted.new("import secret key")} | backup
    assert user.call("POST", "/v1/imports", {"source": source}).status in (202, 409, 429)
    return said


def refused(user: User, planted: Planted) -> None:
    """The same in requests that are refused, which say why."""
    for method, path, body in (
        ("PUT", "/v1/backup/config", {"secret_access_key": planted.new("refused backup key"), "bucket": 5}),
        ("POST", "/v1/imports", {"source": {"kind": "imagekit", "private_key": [planted.new("refused import key")]}}),
        ("PUT", "/v1/backup/encryption", {"recovery_key": planted.new("refused recovery key") * 100}),
        ("POST", "/v1/albums/trips/shares", {"password": planted.new("refused password") * 100}),
        ("PUT", "/v1/vendor-keys/imgproxy", {"secret": planted.new("refused vendor key"), "salt": "no hex"}),
    ):
        answer = user.call(method, path, body)
        assert 400 <= answer.status < 500, answer
        assert planted.found_in(path, json.dumps(answer.body)) == []
    for what in ("refused API key", "refused token"):
        guessed = planted.new(what)
        assert user.call("GET", "/v1/me", authorization=f"Bearer pf_{guessed}").status == 401


def of_the_installation(cloud: Cloud, planted: Planted) -> None:
    """What its functions know, and no template."""
    for parameter in cloud.client("ssm").describe_parameters()["Parameters"]:
        if parameter["Type"] == "SecureString":
            found = cloud.client("ssm").get_parameter(Name=parameter["Name"], WithDecryption=True)["Parameter"]
            planted[f"parameter {parameter['Name']}"] = found["Value"]
    for secret in cloud.client("secretsmanager").list_secrets()["SecretList"]:
        found = cloud.client("secretsmanager").get_secret_value(SecretId=secret["ARN"])
        planted[f"secret {secret['Name']}"] = found["SecretString"]


def make_everything_happen(cloud: Cloud, user: User, deliveries: Deliveries, endpoint: Endpoint) -> None:
    """All consumers and schedules, and what they meet that fails."""
    internet = Vendor()
    for address in ("https://api.imagekit.io/v1/files", "https://api.cloudinary.com/v1_1/c/resources/image"):
        internet.gives(address, as_json([]))  # by other credentials: it answers 401
    cloud.services("import_consumer").outgoing = internet
    cloud.services("webhook_delivery_consumer").outgoing = endpoint
    form = user.call("POST", "/v1/images", {"filename": "a.jpg", "album": "trips", "tags": ["sea"]}).body
    deliveries.send("upload_consumer", user.post_form(form, picture()))
    deliveries.deliver_all()
    broken = user.call("POST", "/v1/images", {"filename": "b.jpg"}).body
    deliveries.send("upload_consumer", user.post_form(broken, b"no picture"))
    assert user.call("POST", "/v1/exports", {}).status == 202
    assert user.call("POST", "/v1/backup/sync").status == 202
    deliveries.deliver_all()
    assert user.call("POST", "/v1/backup/restore", {}).status == 202
    deliveries.deliver_all()
    path = f"/{form['image']['owner']}/trips/a.jpg"
    at = f"{deliveries.time.now():%Y-%m-%dT%H}:05:00Z"
    write_log(cloud, log_line(path, at=at))
    for schedule in ("backup_schedule", "analytics_schedule", "unfinished_schedule", "brake_schedule"):
        assert deliveries.run(schedule, deliveries.time.now()), schedule
    move_the_brake(cloud, user)
    clean_up(cloud, 2 * DAYS, daily=True)
    assert user.call("DELETE", f"/v1/images/{form['imageId']}").status == 204
    deliveries.deliver_all()
    assert deliveries.dead == []


def answers(user: User) -> Iterator[tuple[str, Any]]:
    """What the API says of all this afterwards."""
    for path in (
        *("/v1/me", "/v1/settings", "/v1/backup/config", "/v1/backup/status", "/v1/backup/encryption", "/v1/keys"),
        *("/v1/webhooks", "/v1/vendor-keys", "/v1/shares", "/v1/imports", "/v1/exports", "/v1/audit-logs"),
    ):
        answer = user.call("GET", path)
        assert answer.status == 200, (path, answer)
        yield path, answer.body


def test_nobody_else_reads_them(cloud: Cloud, lines: StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    planted, written = Planted(), Written()
    forget_everything(cloud)  # what other tests have left under way is not followed here
    cloud = started_anew(cloud)
    user = cloud.user(f"with-secrets-{uuid4().hex}")
    deliveries = Deliveries(cloud, Elapsed(), when_done=lambda message: written.add("a message", message.body))
    endpoint = Endpoint([500, 200])
    with deliveries.collected(), recognising():
        of_the_installation(cloud, planted)
        said = plant(cloud, user, planted)
        refused(user, planted)
        make_everything_happen(cloud, user, deliveries, endpoint)
        planted |= {
            f"GitHub's {name}": token for name, token in sign_in_with_github(cloud).items() if name.endswith("token")
        }
        for path, answer in answers(user):
            written.add(path, answer)
        written.add("deliveries", user.call("GET", f"/v1/webhooks/{said['hook']}/deliveries").body)
    owner = user.call("GET", "/v1/me").body["owner"]

    assert endpoint.asked, "a webhook was sent"
    assert objects(cloud, BUCKET), "a backup was made"
    assert cloud.keys("EXPORTS_BUCKET", f"{owner}/"), "an export was made"
    for _, body, headers in endpoint.asked:
        written.add("a webhook's request", [body.decode(), headers])
    for key, body in objects(cloud, BUCKET).items():
        written.add_bytes(f"the backup's {key}", body)
    for bucket in (*BUCKETS, "EXPORTS_BUCKET"):
        for key in cloud.keys(bucket):
            written.add_bytes(f"{bucket} {key}", cloud.body(bucket, key))
    for table in TABLES:
        for row in cloud.rows(table):
            written.add(f"{table} {row['pk']} {row['sk']}", row)
    for template in assembly_dir().glob("*.template.json"):
        written.add(template.name, template.read_text())
    captured = capfd.readouterr()
    for where, text in (
        ("logs", lines.getvalue()),
        ("standard output", captured.out),
        ("standard error", captured.err),
    ):
        written.add(where, text)

    assert len(lines.getvalue()) > 10_000, "the logs were watched"
    found = [each for where, text in written.texts for each in planted.found_in(where, text)]
    assert found == []


def test_what_is_searched_for_is_found() -> None:
    planted = Planted()
    secret = planted.new("it")
    for text in (
        f"a {secret} b",
        base64.b64encode(f"a:{secret}".encode()).decode(),
        secret.encode().hex(),
        quote(secret),
    ):
        assert planted.found_in("here", text) == ["it in here"], text
    assert planted.found_in("here", secret[:-1]) == []
