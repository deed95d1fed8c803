"""Models on the machine itself, for `make run` and tests: EfficientNet-Lite0 for labels, nsfwjs for what may be unsafe.

`python -m local_models` puts them into the Python environment. Lambda has neither them nor onnxruntime.
"""

import base64
import io
import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from schema.library.recognition import AiProvider, Found, Label, ModerationLabel

if TYPE_CHECKING:
    from PIL.Image import Image  # functions that use no model do not wait for it

FOLDER = Path(sys.prefix) / "share" / "pixelflare" / "models"
LEAST_SCORE = 0.6
"""Measured on 54 photographs: of what is shown from here on, nine in ten are right."""
_CODE_BITS, _SEED = 256, 20261129
"""Another seed makes other codes, which cannot be compared with those that are stored."""
_SIDE, _SHORT_SIDE = 224, 256
_BILINEAR, _BICUBIC = 2, 3
"""Of PIL.Image.Resampling."""
_EVERY_NSFW_CLASS = ("Drawing", "Hentai", "Neutral", "Porn", "Sexy")
_SAFE = frozenset({"Drawing", "Neutral"})
_UNSAFE, _UNSAFE_PARTS = "Porn or hentai", ("Porn", "Hentai")


class _Group(NamedTuple):
    """Classes of ImageNet that people call by one name, as ranges with both ends."""

    name: str
    ranges: tuple[tuple[int, int], ...]


_GROUPS = (
    _Group("dog", ((151, 268),)),
    _Group("cat", ((281, 285),)),
    _Group("bird", ((7, 24), (80, 100), (127, 146))),
    _Group("insect", ((300, 326),)),
    _Group("flower", ((984, 986),)),
    _Group("food", ((924, 963),)),
    _Group("drink", ((966, 969),)),
    _Group("mountain", ((970, 970), (972, 972), (979, 980))),
)


class ModelsMissing(Exception):
    """The models are not in this environment."""

    def __init__(self) -> None:
        super().__init__(
            "the models for ai_provider=local are not installed: run `make models`, or start with "
            '`make run CDK_ARGS="-c ai_provider=off"`. In AWS, the provider is rekognition'
        )


class LocalModels:
    provider = AiProvider.LOCAL.value

    def __init__(self, *, least_score: float = LEAST_SCORE) -> None:
        self._least_score = least_score

    def labels_of(self, jpeg: bytes) -> Found:
        """Labels that the model is sure of, and its vector. Raises ModelsMissing."""
        import numpy as np

        picture = _middle_of(_opened(jpeg))
        values = (np.asarray(picture, np.float32) - 127) / 128
        model = _model("efficientnet-lite0")
        probabilities, vectors = model.run(None, {"picture": values.transpose(2, 0, 1)[None]})
        return Found(
            model="efficientnet-lite0",
            version="57934424",
            cost_usd=0.0,
            labels=_labels([float(each) for each in probabilities[0]], self._least_score),
            vector=_packed(vectors[0]),
            vector_code=_code_of(vectors[0]),
        )

    def moderation_of(self, jpeg: bytes) -> Found:
        """All classes but the harmless ones. How many unsafe pictures the model misses has not been measured."""
        import numpy as np

        picture = _opened(jpeg).resize((_SIDE, _SIDE), _BILINEAR)
        values = np.asarray(picture, np.float32) / 255
        (probabilities,) = _model("nsfwjs-mobilenet-v2-mid").run(None, {"picture": values[None]})
        scores = dict(zip(_EVERY_NSFW_CLASS, map(float, probabilities[0]), strict=True))
        together = ModerationLabel(name=_UNSAFE, score=round(sum(scores[part] for part in _UNSAFE_PARTS), 4))
        parts = [
            ModerationLabel(name=name, parent=_UNSAFE if name in _UNSAFE_PARTS else "", score=round(score, 4))
            for name, score in scores.items()
            if name not in _SAFE
        ]
        return Found(model="nsfwjs mobilenet_v2_mid", version="4.4.0", cost_usd=0.0, moderation=(together, *parts))


@cache
def _model(name: str) -> Any:
    """A session of onnxruntime. One thread is the fastest for pictures of this size."""
    try:
        import onnxruntime
    except ModuleNotFoundError as missing:
        raise ModelsMissing from missing
    file = FOLDER / f"{name}.onnx"
    if not file.exists():
        raise ModelsMissing
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


@cache
def _names() -> tuple[str, ...]:
    return tuple(json.loads((FOLDER / "imagenet-names.json").read_text()))


def _opened(jpeg: bytes) -> "Image":
    from PIL import Image

    return Image.open(io.BytesIO(jpeg)).convert("RGB")


def _middle_of(picture: "Image") -> "Image":
    """The square that the model was trained on: the middle of the picture at a short side of 256 pixels."""
    scale = _SHORT_SIDE / min(picture.size)
    width, height = (round(side * scale) for side in picture.size)
    left, top = (width - _SIDE) // 2, (height - _SIDE) // 2
    smaller = picture.resize((width, height), _BICUBIC)
    return smaller.crop((left, top, left + _SIDE, top + _SIDE))


def _labels(probabilities: list[float], least: float) -> tuple[Label, ...]:
    """Single classes with their group, and groups of which no single class is sure, the surest first."""
    found: dict[str, Label] = {}
    for group in _GROUPS:
        together = sum(sum(probabilities[first : last + 1]) for first, last in group.ranges)
        if together >= least:
            found[group.name] = Label(name=group.name, score=round(together, 4))
    for place, score in enumerate(probabilities):
        if score >= least:
            name, parents = _names()[place], _groups_of(place)
            found[name] = Label(name=name, score=round(score, 4), parents=parents)
    return tuple(sorted(found.values(), key=lambda label: -label.score))


def _groups_of(place: int) -> tuple[str, ...]:
    return tuple(group.name for group in _GROUPS if any(first <= place <= last for first, last in group.ranges))


def _packed(vector: Any) -> str:
    """Whole numbers from -127 to 127, a byte each, in base64."""
    import numpy as np

    largest = float(np.abs(vector).max()) or 1.0
    return base64.b64encode(np.round(vector / largest * 127).astype(np.int8).tobytes()).decode()


def _code_of(vector: Any) -> str:
    """The signs of 256 products with fixed random directions, as 64 hexadecimal digits. The wider the angle between two
    vectors, the more of their signs differ. https://doi.org/10.1145/509907.509965"""
    import numpy as np

    directions = np.random.default_rng(_SEED).standard_normal((_CODE_BITS, len(vector)), np.float32)
    return np.packbits(directions @ vector >= 0).tobytes().hex()
