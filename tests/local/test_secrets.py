"""Secrets Manager: values are made once, survive restarts, and stand where dynamic references name them."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.cloud import LocalCloud
from local.provisioned import Provisioned
from local.resolve import UnresolvedError
from tests.local import tiny

PROOF, WORD = "tiny-storage-Proof", "tiny/word"
Start = Callable[[], AbstractContextManager[LocalCloud]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    assembly = tiny.application(tmp_path)

    @contextmanager
    def start() -> Iterator[LocalCloud]:
        with LocalCloud(assembly, state=tmp_path / "state", port=0, root=tmp_path, clock_runs=False) as cloud:
            yield cloud

    return start


def value_of(cloud: LocalCloud, secret: str) -> str:
    return str(cloud.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"])


def test_a_generated_secret_has_the_length_the_characters_and_the_template_it_was_asked_for(cloud: LocalCloud) -> None:
    made = json.loads(value_of(cloud, PROOF))
    assert made["for"] == "origins"
    assert len(made["value"]) == 40
    assert made["value"].isalnum()
    assert len(value_of(cloud, WORD)) == 32


def test_an_origin_gets_the_header_whose_value_is_a_member_of_the_secret(cloud: LocalCloud, web: httpx.Client) -> None:
    headers = web.get("/api/x", headers={"X-Proof": "made up"}).json()["headers"]
    assert headers["x-proof"] == json.loads(value_of(cloud, PROOF))["value"]


def test_a_function_can_read_the_secret_by_the_arn_that_its_template_names(cloud: LocalCloud) -> None:
    arn = cloud.provisioned.value("tiny-service", {"Fn::ImportValue": "tiny:Proof"})
    assert arn.startswith("arn:aws:secretsmanager:us-east-1:123456789012:secret:tiny-storage-Proof-")
    assert value_of(cloud, arn) == value_of(cloud, PROOF)


def test_values_and_arns_are_the_same_at_the_next_start_and_a_new_value_is_kept(start: Start) -> None:
    with start() as cloud:
        before = cloud.client("secretsmanager").get_secret_value(SecretId=PROOF)
        cloud.client("secretsmanager").put_secret_value(SecretId=WORD, SecretString="another")
    with start() as cloud:
        after = cloud.client("secretsmanager").get_secret_value(SecretId=PROOF)
        assert (after["ARN"], after["SecretString"]) == (before["ARN"], before["SecretString"])
        assert value_of(cloud, WORD) == "another"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("{{resolve:secretsmanager:plain}}", '{"a": "b"}'),
        ("{{resolve:secretsmanager:plain:SecretString}}", '{"a": "b"}'),
        ("{{resolve:secretsmanager:plain:SecretString:a}}", "b"),
        ("{{resolve:secretsmanager:plain:SecretString:a::}}", "b"),
        ("{{resolve:secretsmanager:plain:SecretString:a:AWSCURRENT:}}", "b"),
        ("{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:1:secret:plain-abc:SecretString:a::}}", "b"),
        ("Bearer {{resolve:secretsmanager:plain:SecretString:a::}}!", "Bearer b!"),
        ({"Fn::Sub": "{{resolve:secretsmanager:${Word}:SecretString:a::}}"}, "b"),
    ],
)
def test_a_dynamic_reference_means_what_cloudformation_means(tmp_path: Path, text: Any, meaning: str) -> None:
    here = Provisioned(tiny.application(tmp_path), "localhost:1")
    here.identifiers["tiny-storage", "Word"] = "plain"
    for name in ("plain", "arn:aws:secretsmanager:us-east-1:1:secret:plain-abc"):
        here.secret_values[name] = '{"a": "b"}'
    assert here.value("tiny-storage", text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "{{resolve:secretsmanager:unknown:SecretString:a::}}",
        "{{resolve:secretsmanager:plain:SecretString:b::}}",
        "{{resolve:ssm-secure:/tiny/secret}}",
    ],
)
def test_a_dynamic_reference_that_names_nothing_is_an_error_and_not_a_header(tmp_path: Path, text: str) -> None:
    here = Provisioned(tiny.application(tmp_path), "localhost:1")
    here.secret_values["plain"] = '{"a": "b"}'
    with pytest.raises(UnresolvedError):
        here.value("tiny-storage", text)
