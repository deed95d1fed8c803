"""Faces, as Amazon Rekognition finds them. https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectFaces.html"""

from typing import Any

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from schema.images import FaceBox

_LEAST_CONFIDENCE = 90.0
"""In percent. Below it there are too many knots in wood and headlights of cars."""
_MOST = 20
"""Of a crowd the largest, who are in front; Rekognition names up to a hundred."""


class FaceDetector:
    """A tenth of a cent a picture (Rekognition's price of the first million a month)."""

    def faces_in(self, jpeg: bytes) -> tuple[FaceBox, ...]:
        """Boxes of at most 20 faces, the largest first, for a JPEG of up to 5 MB. Raises Unavailable while Rekognition is."""
        with outages_are_unavailable("faces"):
            found = client("rekognition").detect_faces(Image={"Bytes": jpeg}, Attributes=["DEFAULT"])
        sure = [face["BoundingBox"] for face in found["FaceDetails"] if face["Confidence"] >= _LEAST_CONFIDENCE]
        sure.sort(key=lambda box: box["Width"] * box["Height"], reverse=True)
        boxes = [_inside(box) for box in sure[:_MOST]]
        return tuple(box for box in boxes if box[0] < box[2] and box[1] < box[3])


def _inside(box: dict[str, Any]) -> FaceBox:
    """What of a box is in the picture: faces at its edge are boxed beyond it."""
    left, top = box["Left"], box["Top"]
    right, bottom = left + box["Width"], top + box["Height"]
    return _share(left), _share(top), _share(right), _share(bottom)


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)
