"""Face detection by Amazon Rekognition.
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectFaces.html"""

from typing import Any

from botocore.exceptions import ClientError

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.observability import logger
from schema.library.images import FaceBox

_LEAST_CONFIDENCE = 90.0
"""In percent. Lower values find too many knots in wood and car headlights."""
_MOST = 20
"""Only the largest faces of a crowd, which are in front. Rekognition returns up to a hundred."""
_MOST_BYTES = 5_242_880
"""The parameter's limit. More is a caller's mistake
(https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Image.html)."""
_NOT_LOOKED_AT = frozenset({"ImageTooLargeException", "InvalidImageFormatException", "InvalidParameterException"})
"""The last one is for fewer than 80 pixels in width or height
(https://docs.aws.amazon.com/rekognition/latest/dg/limits.html)."""


class FaceDetector:
    """A tenth of a cent for each image (Rekognition's price of the first million a month)."""

    def faces_in(self, jpeg: bytes) -> tuple[FaceBox, ...]:
        """Boxes of at most 20 faces, the largest first. None for an image that Rekognition refuses. Raises Unavailable
        during a Rekognition outage."""
        details = _details(jpeg) if len(jpeg) <= _MOST_BYTES else []
        sure = [face["BoundingBox"] for face in details if face["Confidence"] >= _LEAST_CONFIDENCE]
        sure.sort(key=lambda box: box["Width"] * box["Height"], reverse=True)
        boxes = [_inside(box) for box in sure[:_MOST]]
        return tuple(box for box in boxes if box[0] < box[2] and box[1] < box[3])


def _details(jpeg: bytes) -> list[dict[str, Any]]:
    try:
        with outages_are_unavailable("faces"):
            found = client("rekognition").detect_faces(Image={"Bytes": jpeg}, Attributes=["DEFAULT"])
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in _NOT_LOOKED_AT:
            raise
        logger.warning("faces cannot be detected", reason=code, bytes=len(jpeg))
        return []
    return list(found["FaceDetails"])


def _inside(box: dict[str, Any]) -> FaceBox:
    """The part of a box inside the image. Boxes of faces at the edge extend beyond it."""
    left, top = box["Left"], box["Top"]
    right, bottom = left + box["Width"], top + box["Height"]
    return _share(left), _share(top), _share(right), _share(bottom)


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)
