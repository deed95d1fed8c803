"""Labels and moderation by Amazon Rekognition.
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html"""

from typing import Any

from botocore.exceptions import ClientError

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from schema.library.recognition import AiProvider, Found, Label, ModerationLabel
from schema.limits import MAX_LABELS
from schema.prices import PRICES, Price

LEAST_SCORE = 0.55
"""Of labels: Rekognition's own default."""
_LEAST_SUSPICION = 50
"""In percent, of moderation. What is below is not in the raw list."""
_MOST_COLORS = 6
_MOST_BYTES = 5_242_880
"""The parameter's limit (https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Image.html)."""
_REFUSALS = frozenset({"ImageTooLargeException", "InvalidImageFormatException", "InvalidParameterException"})
"""The last one is for fewer than 80 pixels in width or height
(https://docs.aws.amazon.com/rekognition/latest/dg/limits.html)."""


class Rekognition:
    provider = AiProvider.REKOGNITION.value

    def __init__(self, *, with_colors: bool = False, least_score: float = LEAST_SCORE) -> None:
        """`with_colors` also asks for image properties, which cost three quarters of a label's price."""
        self._with_colors = with_colors
        self._least_percent = round(100 * least_score, 2)

    def labels_of(self, jpeg: bytes) -> Found:
        """What is in the picture, the surest first. Raises Unavailable."""
        features = ["GENERAL_LABELS", *(["IMAGE_PROPERTIES"] if self._with_colors else [])]
        asked: dict[str, Any] = {"Features": features, "MaxLabels": MAX_LABELS, "MinConfidence": self._least_percent}
        if self._with_colors:
            asked["Settings"] = {"ImageProperties": {"MaxDominantColors": _MOST_COLORS}}
        answer = _ask("detect_labels", jpeg, asked)
        if isinstance(answer, str):
            return Found(model="DetectLabels", refused=answer)
        prices = [PRICES["labels"], *([PRICES["image properties"]] if self._with_colors else [])]
        return Found(
            model="DetectLabels",
            version=answer.get("LabelModelVersion", ""),
            cost_usd=sum(map(_one, prices)),
            labels=tuple(sorted(map(_label, answer.get("Labels", [])), key=lambda label: -label.score)),
            colors=_colors(answer.get("ImageProperties", {})),
        )

    def moderation_of(self, jpeg: bytes) -> Found:
        """What somebody may not want to see, with the categories above it. Raises Unavailable."""
        answer = _ask("detect_moderation_labels", jpeg, {"MinConfidence": _LEAST_SUSPICION})
        if isinstance(answer, str):
            return Found(model="DetectModerationLabels", refused=answer)
        return Found(
            model="DetectModerationLabels",
            version=answer.get("ModerationModelVersion", ""),
            cost_usd=_one(PRICES["moderation"]),
            moderation=tuple(
                ModerationLabel(name=each["Name"], parent=each.get("ParentName", ""), score=_share(each["Confidence"]))
                for each in answer.get("ModerationLabels", [])
            ),
        )


def _ask(operation: str, jpeg: bytes, asked: dict[str, Any]) -> dict[str, Any] | str:
    """The answer, or why Rekognition does not look at this picture."""
    if len(jpeg) > _MOST_BYTES:
        return "ImageTooLargeException"
    try:
        with outages_are_unavailable("Rekognition"):
            found: dict[str, Any] = getattr(client("rekognition"), operation)(Image={"Bytes": jpeg}, **asked)
    except ClientError as error:
        code: str = error.response["Error"]["Code"]
        if code not in _REFUSALS:
            raise
        return code
    return found


def _label(found: dict[str, Any]) -> Label:
    parents = tuple(parent["Name"] for parent in found.get("Parents", []))
    return Label(name=found["Name"], score=_share(found["Confidence"]), parents=parents)


def _colors(properties: dict[str, Any]) -> tuple[str, ...]:
    """As #rrggbb, most of the picture first."""
    found = sorted(properties.get("DominantColors", []), key=lambda color: -color.get("PixelPercent", 0.0))
    return tuple(f"#{bytes((color['Red'], color['Green'], color['Blue'])).hex()}" for color in found)


def _share(percent: float) -> float:
    return round(percent / 100, 4)


def _one(price: Price) -> float:
    return float(price.dollars / price.per)
