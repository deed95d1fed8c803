"""Rekognition and Bedrock for tests: answers in the shapes of botocore's own service models, and outages on request.

The emulator answers labels with canned ones, and neither moderation nor captions.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.validate import validate_parameters

from pixelflare.aws.clients import client

LABELS: dict[str, Any] = {
    "Labels": [
        {"Name": "Cat", "Confidence": 98.5, "Parents": [{"Name": "Animal"}], "Instances": [], "Categories": []},
        {"Name": "Animal", "Confidence": 99.1, "Parents": []},
        {"Name": "Sofa", "Confidence": 61.0, "Parents": [{"Name": "Furniture"}]},
    ],
    "LabelModelVersion": "3.0",
}
HARMLESS: dict[str, Any] = {"ModerationLabels": [], "ModerationModelVersion": "7.0", "ContentTypes": []}
UNSAFE: dict[str, Any] = {
    "ModerationLabels": [
        {"Name": "Explicit Nudity", "ParentName": "Explicit", "Confidence": 92.5, "TaxonomyLevel": 2},
        {"Name": "Explicit", "ParentName": "", "Confidence": 92.5, "TaxonomyLevel": 1},
    ],
    "ModerationModelVersion": "7.0",
}


def caption_answer(text: str, *, stop: str = "end_turn") -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": stop,
        "usage": {"inputTokens": 1000, "outputTokens": 20, "totalTokens": 1020},
        "metrics": {"latencyMs": 300},
    }


@dataclass
class Recognised:
    """What the services say from now on, by operation, perhaps by the picture that they are shown. An error code in place of an
    answer is an outage or a refusal."""

    answers: dict[str, dict[str, Any] | Callable[[bytes], dict[str, Any]] | str] = field(
        default_factory=lambda: {"DetectLabels": LABELS, "DetectModerationLabels": HARMLESS}
    )
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Each call that was made: the operation, and its parameters."""

    def calls(self, operation: str) -> int:
        return sum(name == operation for name, _ in self.asked)

    def _before_build(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.asked.append((model.name, params))

    def _answer(self, model: Any, params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        if model.name == "InvokeModel":
            return None  # tests/meaning.py answers it
        answer = self.answers[model.name]
        if callable(answer):
            answer = answer(b64decode(json.loads(params["body"])["Image"]["Bytes"]))
        if isinstance(answer, str):
            status = 500 if answer.startswith(("Internal", "Service")) else 400
            error = {"Error": {"Code": answer, "Message": "told so by a test"}, "ResponseMetadata": {}}
            return AWSResponse("https://test", status, {}, None), error
        validate_parameters(answer, model.output_shape)
        return AWSResponse("https://test", 200, {}, None), answer | {"ResponseMetadata": {}}


@contextmanager
def recognising() -> Iterator[Recognised]:
    """In this process, every call of Rekognition and Bedrock is answered by what it yields."""
    services = {"rekognition": client("rekognition"), "bedrock-runtime": client("bedrock-runtime")}
    double = Recognised()
    for name, each in services.items():
        each.meta.events.register(f"before-parameter-build.{name}", double._before_build)
        each.meta.events.register(f"before-call.{name}", double._answer)
    try:
        yield double
    finally:
        for name, each in services.items():
            each.meta.events.unregister(f"before-parameter-build.{name}", double._before_build)
            each.meta.events.unregister(f"before-call.{name}", double._answer)
