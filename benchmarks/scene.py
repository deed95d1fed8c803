"""The real functions on emulated services: templates provisioned on moto, one user, and the journey of an upload."""

import importlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from benchmarks import events
from benchmarks.journey import Batches
from local.assembly import read_assembly
from local.provisioned import Provisioned
from local.resources import provision
from tests.assembly import assembly_dir
from tests.functions import FUNCTIONS

QUIET = {"LOG_LEVEL": "WARNING", "POWERTOOLS_METRICS_DISABLED": "true"}
PASSWORD = "Correct-Horse-1"


@dataclass(frozen=True)
class Scene:
    here: Provisioned
    variables: dict[str, str]
    """Every function's variables and AWS's own; a name has one value in the whole application."""
    token: str

    def client(self, service: str) -> Any:
        """A client of its own, which no recorder listens to."""
        return boto3.client(service, endpoint_url=self.variables["AWS_ENDPOINT_URL"], region_name="us-east-1")

    def batches(self) -> tuple[Batches, Batches]:
        """Of the queues of uploads and of variants, as the template says."""
        mappings = {
            mapping.logical_id[:7]: Batches.of(mapping.properties)
            for mapping in self.here.resources("AWS::Lambda::EventSourceMapping")
        }
        return mappings["Uploads"], mappings["Variant"]

    @staticmethod
    def forget_services(function: str) -> None:
        """As in a process that has just begun, whose modules are loaded."""
        importlib.reload(importlib.import_module(f"functions.{function}.handler"))

    def api(self, method: str, path: str, *, query: str = "", body: object = None) -> Any:
        """The API's answer to the user; raises RuntimeError for a refusal."""
        event = events.http(method, path, headers=self.headers, query=query, body=body)
        answer = _handler("api")(event, events.Context())
        if answer["statusCode"] >= 400:
            raise RuntimeError(f"{method} {path}: {answer['statusCode']} {answer['body']}")
        return json.loads(answer["body"]) if answer.get("body") else None

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} | self.edge_headers

    @property
    def edge_headers(self) -> dict[str, str]:
        """What the distribution sends along with every request."""
        secret = self.client("secretsmanager").get_secret_value(SecretId=self.variables["ORIGIN_PROOF_SECRET"])
        return {"x-origin-proof": secret["SecretString"]}

    def view(self, path: str) -> None:
        """A viewer's miss; raises RuntimeError for a refusal."""
        answer = _handler("cdn")(events.http("GET", path, headers={}), events.Context())
        if answer["statusCode"] >= 300:
            raise RuntimeError(f"{path}: {answer['statusCode']} {answer.get('body')}")

    def reserve(self, filename: str, **described: object) -> dict[str, Any]:
        form: dict[str, Any] = self.api("POST", "/v1/images", body={"filename": filename, **described})
        return form

    def receive(self, form: dict[str, Any], picture: bytes) -> None:
        """The bytes arrive and are accepted; the ladder is queued, not made."""
        self.accept(self.put(form, picture))

    def put(self, form: dict[str, Any], picture: bytes) -> str:
        """The bytes arrive; what S3 says of them."""
        bucket, key = self.variables["UPLOADS_BUCKET"], form["fields"]["key"]
        etag = self.client("s3").put_object(Bucket=bucket, Key=key, Body=picture)["ETag"].strip('"')
        return events.object_created(bucket=bucket, key=key, size=len(picture), etag=etag)

    def accept(self, message: str) -> None:
        self._consume("upload_consumer", [message], queue="uploads")

    def publish(self) -> None:
        """Work off what is on the variant queue."""
        self.make(self.queued())

    def queued(self) -> list[str]:
        """The messages of the variant queue, taken off it."""
        sqs, url = self.client("sqs"), self.variables["VARIANT_QUEUE_URL"]
        bodies: list[str] = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            bodies += [message["Body"] for message in messages]
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def make(self, messages: list[str]) -> None:
        self._consume("variant_consumer", messages, queue="variants")

    def _consume(self, function: str, bodies: list[str], *, queue: str) -> None:
        answer = _handler(function)(events.batch(bodies, queue=queue), events.Context())
        if answer["batchItemFailures"]:
            raise RuntimeError(f"{function} failed: {answer}")


@contextmanager
def scene() -> Iterator[Scene]:
    """A fresh application. Sets this process's environment: the functions run in it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        os.environ.update(_aws_variables(f"http://{host}:{port}"))
        endpoint = os.environ["AWS_ENDPOINT_URL"]
        here = provision(
            read_assembly(assembly_dir()), client=lambda service: boto3.client(service, endpoint_url=endpoint)
        )
        variables = _aws_variables(endpoint)
        for function in FUNCTIONS:
            variables |= here.environment(function)
        variables |= QUIET
        os.environ.update(variables)
        _make_distribution(variables)
        yield Scene(here, variables, _token(boto3.client("cognito-idp"), variables))
    finally:
        server.stop()


def _aws_variables(endpoint: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "benchmark",
        "AWS_SECRET_ACCESS_KEY": "benchmark",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


def _make_distribution(variables: dict[str, str]) -> None:
    """Something to purge: the emulator's distribution gets the place of the template's."""
    origin = {"Id": "none", "DomainName": "example.com", "CustomOriginConfig": _ANY_PORTS}
    cached = {"TargetOriginId": "none", "ViewerProtocolPolicy": "https-only"}
    config = {
        "CallerReference": "benchmark",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": cached,
    }
    made = boto3.client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]
    boto3.client("ssm").put_parameter(
        Name=variables["DISTRIBUTION_ID_PARAMETER"], Value=made["Id"], Type="String", Overwrite=True
    )


_ANY_PORTS = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}


def _token(cognito: Any, variables: dict[str, str]) -> str:
    pool, client = variables["USER_POOL_ID"], variables["USER_POOL_CLIENT_ID"]
    user = "someone@example.com"
    cognito.admin_create_user(UserPoolId=pool, Username=user, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password=PASSWORD, Permanent=True)
    given = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": PASSWORD},
    )
    return str(given["AuthenticationResult"]["AccessToken"])


def _handler(function: str) -> Any:
    return importlib.import_module(f"functions.{function}.handler").lambda_handler
