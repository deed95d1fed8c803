"""Secrets Manager: values are made once, survive restarts, and stand where dynamic references name them."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.cloud import LocalCloud
from local.provisioned import Provisioned
from local.resolve import UnresolvedError
from tests.local import tiny

PROOF, WORD = "tiny-storage-Proof", "tiny/word"


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
