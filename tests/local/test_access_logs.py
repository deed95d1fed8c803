"""The edge logs as CloudFront does."""

import asyncio
import gzip
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from local.access_logs import AccessLog, access_logs
from local.domains import Domains
from local.http_messages import Request, Response
from local.provisioned import Provisioned
from local.server import Edge
from tests.local import tiny


class Bucket:
    """Keeps what is put."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803 - boto3's names
        self.objects[f"{Bucket}/{Key}"] = Body

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for body in self.objects.values() for line in gzip.decompress(body).splitlines()]


SECRETS = {"tiny-storage-Proof": '{"value": "proof"}'}
FIELDS = [
    *("time", "cs-method", "cs-uri-stem", "cs(Referer)", "cs(User-Agent)", "sc-status", "sc-range-start", "c-ip"),
    "x-host-header",
]


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture
def log(bucket: Bucket) -> AccessLog:
    return AccessLog(FIELDS, bucket="logs", suffix_path="{yyyy}/{MM}/{dd}/{HH}", distribution="E1", s3=bucket)


def test_a_line_has_the_deliverys_fields_and_no_others(log: AccessLog, bucket: Bucket) -> None:
    headers = (("referer", "https://example.com/a?b"), ("user-agent", "a b"), ("cookie", "secret"))
    headers += (("host", "images.example.com:8787"),)
    log.note(Request("GET", "/o/a/b.jpg", "w=3", headers, viewer="203.0.113.7"), Response(200, (), b"xyz"))
    log.flush()

    (line,) = bucket.lines()
    assert list(line) == FIELDS
    assert line["cs-uri-stem"] == "/o/a/b.jpg"
    assert line["cs(User-Agent)"] == "a%20b"
    assert line["sc-range-start"] == line["c-ip"] == "-"
    assert line["x-host-header"] == "images.example.com:8787"
    assert "secret" not in str(line)


def test_a_file_lies_in_the_folder_of_its_hour(log: AccessLog, bucket: Bucket) -> None:
    log.note(Request("GET", "/"), Response(206, (("content-range", "bytes 5-9/10"),), b"xyz"))
    log.flush()
    log.flush()

    (key,) = bucket.objects
    assert re.fullmatch(r"logs/AWSLogs/\d+/CloudFront/\d{4}/\d\d/\d\d/\d\d/E1\.\d{4}-\d\d-\d\d-\d\d\.\w+\.gz", key)
    assert bucket.lines()[0]["sc-range-start"] == "5"


@dataclass
class Answering:
    """A distribution that answers everything."""

    identifier: str

    def begin(self, _request: Request) -> Response:
        return Response(200)


class OneTenant:
    def parameters_of(self, host: str) -> dict[str, str] | None:
        return {"owner": "kea"} if host == "images.kea.example" else None


def test_what_a_custom_domain_is_asked_is_in_the_log_of_its_distribution() -> None:
    standard, multi_tenant = Answering("E1"), Answering("E2")
    buckets = {name: Bucket() for name in ("E1", "E2")}
    logs = {
        name: AccessLog(FIELDS, bucket="logs", suffix_path="", distribution=name, s3=bucket)
        for name, bucket in buckets.items()
    }
    domains: Any = Domains(standard, multi_tenant, OneTenant())  # type: ignore[arg-type]
    unused: Any = None
    edge = Edge(standard, unused, logs=logs, domains=domains)  # type: ignore[arg-type]

    async def nothing(_message: Any = None) -> dict[str, Any]:
        return {}

    for host in (b"images.kea.example:8787", b"localhost:8787"):
        scope = {"type": "http", "method": "GET", "raw_path": b"/", "query_string": b"", "headers": [(b"host", host)]}
        asyncio.run(edge(scope, nothing, nothing))
    for log in logs.values():
        log.flush()

    asked = {name: [line["x-host-header"] for line in bucket.lines()] for name, bucket in buckets.items()}
    assert asked == {"E1": ["localhost:8787"], "E2": ["images.kea.example:8787"]}


def test_the_templates_say_what_is_logged_and_where(tmp_path: Path, bucket: Bucket) -> None:
    assembly = tiny.application(tmp_path)
    here = Provisioned(assembly, "localhost:1", secret_values=SECRETS)
    distribution = next(here.resources("AWS::CloudFront::Distribution"))
    assert access_logs(here, client=lambda _: bucket) == {}

    arn = f"arn:aws:cloudfront::1:distribution/{distribution.identifier}"
    added = {
        "Source": {"Type": "AWS::Logs::DeliverySource", "Properties": {"Name": "s", "ResourceArn": arn}},
        "Place": {
            "Type": "AWS::Logs::DeliveryDestination",
            "Properties": {"Name": "d", "DestinationResourceArn": "arn:aws:s3:::shelf"},
        },
        "Delivery": {
            "Type": "AWS::Logs::Delivery",
            "Properties": {
                "DeliverySourceName": {"Ref": "Source"},
                "DeliveryDestinationArn": {"Fn::GetAtt": ["Place", "Arn"]},
                "RecordFields": ["sc-status"],
                "S3SuffixPath": "{DistributionId}",
            },
        },
    }
    first, *others = assembly.stacks
    template = {**first.template, "Resources": {**first.template["Resources"], **added}}
    here = Provisioned(
        replace(assembly, stacks=(replace(first, template=template), *others)), "localhost:1", secret_values=SECRETS
    )

    (log,) = access_logs(here, client=lambda _: bucket).values()
    log.note(Request("GET", "/"), Response(404))
    log.stop()
    assert bucket.lines() == [{"sc-status": "404"}]
    assert next(iter(bucket.objects)).startswith("shelf/AWSLogs/")
