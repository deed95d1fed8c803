"""The API's half of the main job, against a deployed HTTP API: reserve, upload, ready, delete, restore."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx

from local.assembly import Resource
from operations.deployment import Deployment
from operations.smoke import PHOTOGRAPH

PASSWORD = "Accept-test-1-2-3"
USERNAME = "accept@example.com"
PATIENCE_SECONDS = 240
PRESETS = 8


@dataclass(frozen=True)
class Person:
    """Somebody with a token, in front of the HTTP API."""

    url: str
    host: str
    token: str
    proof: str
    """What the distribution would send along: here nothing stands before the API."""

    def call(self, method: str, path: str, json: Any = None) -> httpx.Response:
        edge = {"x-origin-proof": self.proof, "x-viewer-address": "203.0.113.7"}
        headers = {"Host": self.host, "Authorization": f"Bearer {self.token}"} | edge
        return httpx.request(method, f"{self.url}{path}", headers=headers, json=json, timeout=60)


def the(deployment: Deployment, type_: str, starts: str = "") -> Resource:
    """The one resource of a type whose logical id starts so."""
    (found,) = [each for each in deployment.assembly.resources(type_) if each.logical_id.startswith(starts)]
    return found


def signed_in(deployment: Deployment, url: str) -> Person:
    """A new user of the deployed pool, with the token that its app client gives."""
    cognito = deployment.client("cognito-idp")
    pool = deployment.physical_name(the(deployment, "AWS::Cognito::UserPool"))
    app = deployment.physical_name(the(deployment, "AWS::Cognito::UserPoolClient"))
    cognito.admin_create_user(UserPoolId=pool, Username=USERNAME, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=USERNAME, Password=PASSWORD, Permanent=True)
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=app,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": USERNAME, "PASSWORD": PASSWORD},
    )
    api = deployment.physical_name(the(deployment, "AWS::ApiGatewayV2::Api"))
    secret = deployment.physical_name(the(deployment, "AWS::SecretsManager::Secret"))
    proof = deployment.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    return Person(url, f"{api}.execute-api.localhost", answer["AuthenticationResult"]["AccessToken"], proof)


def main_job(deployment: Deployment, person: Person) -> None:
    """Raises AssertionError at the first step that goes wrong."""
    form = _answered(person.call("POST", "/v1/images", {"filename": "accept.jpg"}), 201)
    files = {"file": ("accept.jpg", PHOTOGRAPH.read_bytes())}
    sent = httpx.post(form["uploadUrl"], data=form["fields"], files=files, timeout=60)
    assert sent.is_success, sent.text
    image = _ready(person, form["imageId"])
    assert len(image["variants_ready"]) == PRESETS, image
    assert len(_public_objects(deployment)) == 1 + PRESETS

    person.call("DELETE", f"/v1/images/{image['id']}")  # the emulator stumbles over the empty answer, not the function
    assert _answered(person.call("GET", f"/v1/images/{image['id']}"), 200)["deleted_at"]
    assert _public_objects(deployment) == []

    _answered(person.call("POST", f"/v1/images/{image['id']}/restore"), 200)
    _ready(person, image["id"])
    assert not _answered(person.call("GET", f"/v1/images/{image['id']}"), 200)["deleted_at"]

    stranger = replace(person, token=person.token[:-4] + "AAAA")
    assert stranger.call("GET", f"/v1/images/{image['id']}").status_code == 401
    outsider = replace(person, proof="guessed")
    assert outsider.call("GET", f"/v1/images/{image['id']}").status_code == 403


def key_and_bulk(person: Person) -> None:
    """An API key works until it is revoked; many images change with one call. Raises AssertionError."""
    made = _answered(person.call("POST", "/v1/keys", {"name": "accept", "scopes": ["write"]}), 201)
    program = replace(person, token=made["key"])
    ids = [image["id"] for image in _answered(program.call("GET", "/v1/images"), 200)["data"]]
    for action in ("delete", "restore"):
        done = _answered(program.call("POST", "/v1/images/bulk", {"ids": ids, "action": action}), 200)
        assert [each["id"] for each in done["results"]] == ids, done
    for image_id in ids:
        _ready(person, image_id)
    assert program.call("GET", "/v1/keys").status_code == 403

    person.call("DELETE", f"/v1/keys/{made['key_id']}")  # stumbled over again
    _until(lambda: program.call("GET", "/v1/images").status_code == 401, "the revoked key still counts")


def _until(look: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not look():
        assert time.monotonic() < deadline, otherwise
        time.sleep(1)  # what is waited for is a cache's lifetime


def _ready(person: Person, image_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        image = _answered(person.call("GET", f"/v1/images/{image_id}"), 200)
        if image["status"] in ("ready", "rejected"):
            assert image["status"] == "ready", image
            return image
        time.sleep(0.5)  # polling is what the API asks its clients to do
    raise AssertionError(f"{image_id} is still {image['status']}")


def _public_objects(deployment: Deployment) -> list[str]:
    bucket = deployment.physical_name(the(deployment, "AWS::S3::Bucket", "Public"))
    listed = deployment.client("s3").list_objects_v2(Bucket=bucket)
    return [each["Key"] for each in listed.get("Contents", [])]


def _answered(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, (
        f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
    )
    body: dict[str, Any] = answer.json()
    return body
