"""Search by meaning for tests: Bedrock's embeddings, and the questions of S3 Vectors that moto does not answer.

moto keeps, lists and deletes vectors. What it lacks is here, as the documentation says it:
https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_S3VectorBuckets_QueryVectors.html
"""

import base64
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.response import StreamingBody
from botocore.validate import validate_parameters
from PIL import Image, ImageStat

from pixelflare.aws.clients import client
from schema.library.meaning import DIMENSIONS, EMBEDDING_MODEL

RIGHTS = {
    "api": {"bedrock:InvokeModel", "s3vectors:QueryVectors", "s3vectors:GetVectors"},
    "classification_consumer": {"bedrock:InvokeModel", "s3vectors:PutVectors", "s3vectors:DeleteVectors"},
    "cleanup_schedule": {"s3vectors:DeleteVectors"},
}
"""What functions may do where search by meaning is on, and nobody else does."""

_COLOURS = {"fire": (255, 0, 0), "grass": (0, 255, 0), "sea": (0, 0, 255)}
_PURPOSES = {"GENERIC_INDEX", "IMAGE_RETRIEVAL"}
_PAGE, _MOST = 100, 10_000
_SERVICES = ("bedrock-runtime", "s3vectors")


def picture_of(word: str, *, size: int = 64) -> bytes:
    """A PNG in the colour of `fire`, `grass` or `sea`."""
    out = io.BytesIO()
    Image.new("RGB", (size, size), _COLOURS[word]).save(out, "PNG")
    return out.getvalue()


@dataclass
class Meaning:
    """A model that knows three words by their colours; and an index in moto."""

    index: str
    fails: dict[str, str] = field(default_factory=dict)
    """Codes of errors, by operation."""
    forgets_owners: bool = False
    """Whether the index ignores filters."""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Each call that was made: the operation, and the body that was sent."""

    def pictures(self) -> int:
        return sum("image" in body.get("singleEmbeddingParams", {}) for _, body in self.asked)

    def sentences(self) -> list[str]:
        params = [body.get("singleEmbeddingParams", {}) for _, body in self.asked]
        return [each["text"]["value"] for each in params if "text" in each]

    def keys(self) -> set[str]:
        """Of the vectors that stand in the index."""
        found = boto3.client("s3vectors", region_name="us-east-1").list_vectors(indexArn=self.index)
        return {each["key"] for each in found["vectors"]}

    def answer(self, model: Any, params: dict[str, Any], **_: Any) -> Any:
        if model.name == "Converse":
            return None  # somebody else's
        body = json.loads(params["body"])
        self.asked.append((model.name, body))
        if code := self.fails.get(model.name):
            error = {"Error": {"Code": code, "Message": "told so by a test"}, "ResponseMetadata": {}}
            return AWSResponse("https://test", 429 if "Many" in code else 400, {}, None), error
        match model.name:
            case "InvokeModel":
                assert f"/model/{EMBEDDING_MODEL}/invoke" in params["url_path"].replace("%3A", ":")
                text = json.dumps(_embedded(body)).encode()
                answer = {"body": StreamingBody(io.BytesIO(text), len(text)), "contentType": "application/json"}
            case "QueryVectors":
                answer = self._nearest(body)
                validate_parameters(answer, model.output_shape)
            case _:
                return None  # moto's
        return AWSResponse("https://test", 200, {}, None), answer | {"ResponseMetadata": {}}

    def _nearest(self, asked: dict[str, Any]) -> dict[str, Any]:
        wanted = asked["queryVector"]["float32"]
        assert len(wanted) == DIMENSIONS
        assert 1 <= asked["topK"] <= _MOST
        ((name, condition),) = asked["filter"].items()
        found = boto3.client("s3vectors", region_name="us-east-1").list_vectors(
            indexArn=asked["indexArn"], returnData=True, returnMetadata=True
        )["vectors"]
        if not self.forgets_owners:
            found = [each for each in found if each["metadata"].get(name) == condition["$eq"]]
        far = sorted((1 - _cosine(wanted, each["data"]["float32"]), each["key"]) for each in found)[: asked["topK"]]
        begin = int(asked.get("nextToken", 0))
        page = [{"key": key} for _, key in far[begin : begin + _PAGE]]
        more = {"nextToken": str(begin + _PAGE)} if begin + _PAGE < len(far) else {}
        return {"vectors": page, "distanceMetric": "cosine"} | more


@contextmanager
def embedding(name: str) -> Iterator[Meaning]:
    """In this process, the model's calls and the index's questions are answered. `name`: of a new bucket and its index."""
    vectors = boto3.client("s3vectors", region_name="us-east-1")
    vectors.create_vector_bucket(vectorBucketName=name)
    shape: dict[str, Any] = {"dataType": "float32", "dimension": DIMENSIONS, "distanceMetric": "cosine"}
    vectors.create_index(vectorBucketName=name, indexName="meaning", **shape)
    double = Meaning(vectors.get_index(vectorBucketName=name, indexName="meaning")["index"]["indexArn"])
    clients = {service: client(service) for service in _SERVICES}
    for service, each in clients.items():
        each.meta.events.register(f"before-call.{service}", double.answer)
    try:
        yield double
    finally:
        for service, each in clients.items():
            each.meta.events.unregister(f"before-call.{service}", double.answer)


def _embedded(asked: dict[str, Any]) -> dict[str, Any]:
    assert set(asked) == {"schemaVersion", "taskType", "singleEmbeddingParams"}
    assert (asked["schemaVersion"], asked["taskType"]) == ("nova-multimodal-embed-v1", "SINGLE_EMBEDDING")
    params = dict(asked["singleEmbeddingParams"])
    assert params.pop("embeddingPurpose") in _PURPOSES
    assert params.pop("embeddingDimension") == DIMENSIONS
    match params:
        case {"image": {"format": "jpeg", "detailLevel": "STANDARD_IMAGE", "source": {"bytes": text}}, **rest}:
            assert not rest
            with Image.open(io.BytesIO(base64.b64decode(text))) as picture:
                assert picture.format == "JPEG"
                colour = tuple(ImageStat.Stat(picture.convert("RGB")).mean)
            kind = "IMAGE"
        case {"text": {"truncationMode": "END", "value": str(sentence)}, **rest}:
            assert not rest
            assert sentence
            known = [_COLOURS[word] for word in sentence.lower().split() if word in _COLOURS]
            colour, kind = known[0] if known else (1, 1, 1), "TEXT"
        case _:
            raise AssertionError(f"not in the schema: {sorted(params)}")
    return {"embeddings": [{"embeddingType": kind, "embedding": [*colour, *[0.0] * (DIMENSIONS - 3)]}]}


def _cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True)) / (_length(one) * _length(other))


def _length(vector: list[float]) -> float:
    return sqrt(sum(each * each for each in vector))
