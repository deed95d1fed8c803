"""Vectors of sentences and pictures by Amazon Nova Multimodal Embeddings on Amazon Bedrock.
https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html"""

import base64
import json
from typing import Any

from botocore.exceptions import ClientError

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import InvalidRequest
from pixelflare.base.vectors import packed
from schema.library.meaning import DIMENSIONS, EMBEDDING_MODEL
from schema.library.recognition import Found
from schema.prices import PRICES

_SCHEMA = "nova-multimodal-embed-v1"
_REFUSED = "ValidationException"
"""The model does not take this input."""


class BedrockEmbeddings:
    provider = "bedrock"

    def embedding_of(self, jpeg: bytes) -> Found:
        """The picture's vector. Raises Unavailable."""
        picture = {
            "format": "jpeg",
            "detailLevel": "STANDARD_IMAGE",
            "source": {"bytes": base64.b64encode(jpeg).decode()},
        }
        try:
            vector = _ask("GENERIC_INDEX", {"image": picture})
        except ClientError as error:
            return Found(model=EMBEDDING_MODEL, refused=_refusal(error))
        price = PRICES["embedded picture"]
        return Found(model=EMBEDDING_MODEL, cost_usd=float(price.dollars / price.per), vector=packed(vector))

    def vector_of(self, sentence: str) -> list[float]:
        """A vector near those of pictures that show it. Raises Unavailable, and InvalidRequest for what the model refuses."""
        try:
            return _ask("IMAGE_RETRIEVAL", {"text": {"truncationMode": "END", "value": sentence}})
        except ClientError as error:
            _refusal(error)
            raise InvalidRequest("no model takes this sentence", details={"parameter": "meaning"}) from error


def _ask(purpose: str, about: dict[str, Any]) -> list[float]:
    asked = {
        "schemaVersion": _SCHEMA,
        "taskType": "SINGLE_EMBEDDING",
        "singleEmbeddingParams": {"embeddingPurpose": purpose, "embeddingDimension": DIMENSIONS, **about},
    }
    with outages_are_unavailable("Bedrock"):
        answer = client("bedrock-runtime").invoke_model(
            modelId=EMBEDDING_MODEL,
            contentType="application/json",
            accept="application/json",
            body=json.dumps(asked).encode(),
        )
        said = json.loads(answer["body"].read())
    vector: list[float] = said["embeddings"][0]["embedding"]
    return vector


def _refusal(error: ClientError) -> str:
    """Its code. Raises the error itself when it is no refusal of the input."""
    code: str = error.response["Error"]["Code"]
    if code != _REFUSED:
        raise error
    return code
