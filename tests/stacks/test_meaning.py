"""Search by meaning: an index, and rights to it, where an operator has switched it on; otherwise nothing of it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3vectors-index.html
"""

from typing import Any

import pytest
from aws_cdk import App

from pixelflare.aws.embeddings import BedrockEmbeddings
from pixelflare.aws.vectors import S3Vectors
from pixelflare.search import Embedder, VectorIndex
from schema.library.meaning import DIMENSIONS, EMBEDDING_MODEL
from stacks.parts.settings import Settings
from stacks.service.classification_consumer import ClassificationConsumer
from tests.functions import FUNCTIONS
from tests.meaning import RIGHTS
from tests.stacks.reading import flat, of_type, rights

Templates = dict[str, dict[str, Any]]
BUCKET, INDEX = "AWS::S3Vectors::VectorBucket", "AWS::S3Vectors::Index"


def _everything(templates: Templates) -> dict[str, Any]:
    return {name: each for template in templates.values() for name, each in template["Resources"].items()}


def _meant(resources: dict[str, Any], function: str) -> set[tuple[str, str]]:
    found = rights(resources, function)
    return {(action, about) for action, about in found if action.startswith(("s3vectors:", "bedrock:"))}


def _variables(resources: dict[str, Any]) -> set[str]:
    functions = of_type(resources, "AWS::Lambda::Function").values()
    variables = [function["Environment"]["Variables"] for function in functions]
    return {flat(each["MEANING_INDEX"]) for each in variables if "MEANING_INDEX" in each}


def test_by_default_there_is_no_index_and_no_right_to_one(templates: Templates) -> None:
    resources = _everything(templates)
    assert not of_type(resources, BUCKET)
    assert not of_type(resources, INDEX)
    assert not any(_meant(resources, function) for function in FUNCTIONS)
    assert _variables(resources) == {"off"}


def test_where_it_is_on_one_encrypted_index_takes_the_models_vectors(switched_on: Templates) -> None:
    resources = _everything(switched_on)
    ((bucket_id, bucket),) = of_type(resources, BUCKET).items()
    (index,) = of_type(resources, INDEX).values()
    assert bucket["EncryptionConfiguration"] == {"SseType": "AES256"}
    assert index == {
        "DataType": "float32",
        "Dimension": DIMENSIONS,
        "DistanceMetric": "cosine",
        "VectorBucketArn": {"Fn::GetAtt": [bucket_id, "VectorBucketArn"]},
    }
    kept = [each for each in resources.values() if each["Type"] in (BUCKET, INDEX)]
    assert {each["DeletionPolicy"] for each in kept} == {"Delete"}  # it is filled again from what models have said


def test_where_it_is_on_three_functions_have_the_rights_that_they_use(switched_on: Templates) -> None:
    resources = _everything(switched_on)
    for function in FUNCTIONS:
        found = _meant(resources, function)
        assert {action for action, _ in found} == RIGHTS.get(function, set()), function
        for action, about in found:
            wanted = f":foundation-model/{EMBEDDING_MODEL}" if action.startswith("bedrock:") else "IndexArn"
            assert wanted in about
            assert "*" not in about
    assert "off" not in _variables(resources)


@pytest.mark.parametrize(("meaning", "wanted"), [("on", True), ("off", False)])
def test_pictures_are_embedded_also_where_nothing_else_looks_at_them(meaning: str, wanted: bool) -> None:
    context = {"ai_provider": "off", "meaning": meaning, "app_url": "https://app.example.com"}
    assert ClassificationConsumer.is_wanted(Settings.of(App(context=context))) is wanted


def test_aws_fills_the_ports() -> None:
    embedder: Embedder = BedrockEmbeddings()
    index: VectorIndex = S3Vectors("arn:aws:s3vectors:us-east-1:123456789012:bucket/b/index/i")
    assert (embedder.provider, callable(index.nearest)) == ("bedrock", True)
