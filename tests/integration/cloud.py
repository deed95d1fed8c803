"""The application on moto, in this process: resources from the synthesized templates, handlers called as Lambda calls them."""

import importlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from ipaddress import ip_address
from itertools import count
from typing import Any, get_type_hints

import boto3
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from functions.admin.app import ROUTE_FILES as ADMIN
from local.provisioned import Provisioned
from local.tables.service import rows, stream_of
from pixelflare.base.observability import Handler
from pixelflare.delivery import last_look
from pixelflare.entry.function import with_services
from schema.env.base import Env
from tests.lambda_events import Context, http_event

KEY_ID = "test-key"
HTTP_FUNCTIONS = ("api", "admin")
"""Whose routes are in the document."""
STREAM_READERS = ("index_consumer", "change_stream")
LONGEST_LOOK = last_look.LONGEST_LOOK
"""As it is; the session's is longer (conftest.py)."""
_VIEWERS = (str(ip_address("10.0.0.0") + position) for position in count(1))


@cache
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk() -> dict[str, Any]:
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key().public_key()))
    return key | {"kid": KEY_ID, "alg": "RS256", "use": "sig"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Function:
    """One environment of a function: its handler, and the services that it has made."""

    handler: Handler
    services: Any


def start(function: str, variables: dict[str, str]) -> Function:
    """A fresh environment with these variables, whatever this process's own are."""
    handle = importlib.import_module(f"functions.{function}.handler").handle
    made = get_type_hints(handle)["services"]
    if issubclass(made, Env):
        services: Any = made.read(variables)
    else:
        services = made(get_type_hints(made.__init__)["env"].read(variables))
    return Function(with_services(handle, lambda: services), services)


@dataclass(frozen=True)
class Cloud:
    """The names of everything, and the functions."""

    provisioned: Provisioned
    functions: dict[str, Function]
    variables: dict[str, str]

    def started(self, function: str, **variables: str) -> Function:
        """Another environment of the function, with some variables of its own."""
        return start(function, self.variables | variables)

    def services(self, function: str) -> Any:
        return self.functions[function].services

    def client(self, service: str) -> Any:
        return _client(service)

    def call(self, function: str, event: dict[str, Any]) -> Any:
        return self.functions[function].handler(event, Context(function))

    # Buckets

    def put(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        self.client("s3").put_object(Bucket=self.variables[bucket], Key=key, Body=body, ContentType=content_type)

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        pages = (
            self.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.variables[bucket], Prefix=prefix)
        )
        return sorted(found["Key"] for page in pages for found in page.get("Contents", []))

    def body(self, bucket: str, key: str) -> bytes:
        return self.client("s3").get_object(Bucket=self.variables[bucket], Key=key)["Body"].read()

    # Tables

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All items of a table, in no order. A scan ends after a megabyte, which the tests of a session soon exceed."""
        return rows(self.variables[table])

    def forget_records(self) -> None:
        table, client = self.variables["CORE_TABLE"], self.client("dynamodb")
        for item in self.rows("CORE_TABLE"):
            client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})

    # The edge

    def purged(self) -> list[list[str]]:
        """The paths and tags of each invalidation so far."""
        name = self.variables["DISTRIBUTION_ID_PARAMETER"]
        distribution = self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
        made = get_backend("cloudfront")[DEFAULT_ACCOUNT_ID]["aws"].invalidations
        return [invalidation.paths for invalidation in made.get(distribution) or []]

    # Queues

    def messages(self, queue: str = "VARIANT_QUEUE_URL") -> Iterator[dict[str, Any]]:
        """A queue's messages that are due, taken out of it."""
        sqs, url = self.client("sqs"), self.variables[queue]
        while taken := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for message in taken:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                yield json.loads(message["Body"])

    def forget_messages(self) -> None:
        """Those that are not due yet go as well: a sweep of one test must not come due in another."""
        for queue in (name for name in self.variables if name.endswith("_QUEUE_URL")):
            self.client("sqs").purge_queue(QueueUrl=self.variables[queue])

    def deliver(self, function: str, *bodies: dict[str, Any], attempt: int = 1) -> list[str]:
        """Hand messages to a consumer in one batch; the positions of those it wants again."""
        sqs, url = self.client("sqs"), self.variables["VARIANT_QUEUE_URL"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        records = [
            {
                "messageId": str(position),
                "receiptHandle": f"{'x' * 20}{position}",
                "body": json.dumps(body),
                "attributes": {"ApproximateReceiveCount": str(attempt)},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": arn,
                "awsRegion": "us-east-1",
            }
            for position, body in enumerate(bodies)
        ]
        answer = self.call(function, {"Records": records})
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def follow_changes(self) -> None:
        """Passes on what has changed since the last call."""
        stream = stream_of(self.variables["CORE_TABLE"])
        while records := stream.take(100):
            for reader in STREAM_READERS:
                assert self.call(reader, {"Records": records}) == {"batchItemFailures": []}

    # HTTP

    def cdn(self, path: str, query: str = "", *, viewer: str = "") -> Answer:
        """As the distribution asks. Without a viewer, it is the running test's own: an hour's limit is not for all tests at once."""
        address = {"cloudfront-viewer-address": viewer or _viewer_of_this_test()}
        return self._http("cdn", "GET", path, query=query, headers=address)

    def link(self, path: str, query: str = "") -> Answer:
        return self._http("gateway", "GET", path, query=query)

    def gallery(
        self, method: str, path: str, *, query: str = "", form: str = "", cookie: str = "", viewer: str | None = None
    ) -> Answer:
        """A public page, as the distribution asks for it. Without a viewer, every call is a new one's."""
        proven = {"x-origin-proof": self.origin_proof, "x-viewer-address": viewer or next(_VIEWERS)}
        event = http_event(method, path, query=query, headers=proven, body=form)
        answer = self.call("gallery", event | {"cookies": [cookie] if cookie else []})
        headers = answer["headers"] | {"cookies": "; ".join(answer.get("cookies", []))}
        return Answer(answer["statusCode"], headers, answer["body"])

    def _http(
        self,
        function: str,
        method: str,
        path: str,
        *,
        query: str = "",
        headers: dict[str, str] | None = None,
        body: str | bytes | None = None,
    ) -> Answer:
        event = http_event(method, path, query=query, headers=headers, body=body)
        answer = self.call(function, event)
        return Answer(answer["statusCode"], answer["headers"], read_body(answer))

    def api(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        headers: dict[str, str] | None = None,
        body: str | bytes | None = None,
        viewer: str | None = None,
    ) -> Answer:
        """As the distribution sends it: with its proof, and the viewer's address. Without one, every call is a new viewer's."""
        proven = {"x-origin-proof": self.origin_proof, "x-viewer-address": viewer or next(_VIEWERS)}
        function = "admin" if ADMIN.modules_for(path) else "api"
        return self._http(function, method, path, query=query, headers=proven | (headers or {}), body=body)

    @cached_property
    def origin_proof(self) -> str:
        secret = self.client("secretsmanager").get_secret_value(SecretId=self.variables["ORIGIN_PROOF_SECRET"])
        return str(secret["SecretString"])

    def user(self, name: str) -> "User":
        return User(self, name)


def _viewer_of_this_test() -> str:
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return f"{ip_address('10.128.0.0') + zlib.crc32(test.encode()) % 2**23}:4711"


@dataclass(frozen=True)
class User:
    """Somebody with an access token of the pool."""

    cloud: Cloud
    name: str

    def token(self, **claims: Any) -> str:
        pool = self.cloud.variables["USER_POOL_ID"]
        whole = {
            "iss": f"https://cognito-idp.us-east-1.amazonaws.com/{pool}",
            "sub": f"subject-of-{self.name}",
            "token_use": "access",
            "client_id": self.cloud.variables["USER_POOL_CLIENT_ID"],
            "exp": 4_102_444_800,
            "iat": 1_700_000_000,
        }
        return jwt.encode(whole | claims, signing_key(), algorithm="RS256", headers={"kid": KEY_ID})

    def call(self, method: str, path: str, body: Any = None, *, query: str = "", **headers: str) -> Answer:
        """Headers are named with underscores: if_match is If-Match."""
        text = json.dumps(body) if body is not None and not isinstance(body, str) else body
        sent = {"authorization": f"Bearer {self.token()}", "content-type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.cloud.api(method, path, query=query, headers=sent, body=text)

    def reserve(self, filename: str = "beach.jpg", **fields: Any) -> Any:
        answer = self.call("POST", "/v1/images", {"filename": filename} | fields)
        assert answer.status == 201, answer
        return answer.body

    def post_form(self, form: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Put the bytes where the form would, and the event that S3 sends for them."""
        key, type_ = form["fields"]["key"], form["fields"]["Content-Type"]
        self.cloud.put("UPLOADS_BUCKET", key, body, type_)
        return object_created(key, len(body))

    def upload(self, body: bytes, filename: str = "beach.jpg", **fields: Any) -> Any:
        """An accepted image whose ladder has been published."""
        form = self.reserve(filename, **fields)
        assert self.cloud.deliver("upload_consumer", self.post_form(form, body)) == []
        assert self.cloud.deliver("variant_consumer", *self.cloud.messages()) == []
        return self.call("GET", f"/v1/images/{form['imageId']}").body


@cache
def _client(service: str) -> Any:
    return boto3.client(service, region_name="us-east-1")


def object_created(key: str, size: int) -> dict[str, Any]:
    detail = {"bucket": {"name": "uploads"}, "object": {"key": key, "size": size, "etag": "x", "sequencer": "0"}}
    return {"source": "aws.s3", "detail-type": "Object Created", "detail": detail}


def read_body(answer: dict[str, Any]) -> Any:
    import base64
    import gzip

    body = answer.get("body") or ""
    if answer.get("isBase64Encoded"):
        body = base64.b64decode(body)
    if answer["headers"].get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    is_json = any(name.lower() == "content-type" and "json" in value for name, value in answer["headers"].items())
    return json.loads(body) if is_json and body else body
