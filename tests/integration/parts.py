"""Uploads in parts, for tests."""

from typing import Any

import requests

from schema.limits import PART_BYTES
from tests.integration.cloud import Cloud, User
from tests.photographs import camera_jpeg

SIZE = 2 * PART_BYTES + 1000


def reserved(user: User, size: int = SIZE, filename: str = "big.jpg") -> str:
    return str(user.reserve(filename, size_bytes=size)["imageId"])


def begin(user: User, image_id: str) -> Any:
    answer = user.call("POST", f"/v1/images/{image_id}/multipart")
    assert answer.status == 200, answer
    return answer.body


def send(user: User, image_id: str, number: int, body: bytes) -> None:
    """A part as a browser sends it: to the address that was signed for it."""
    request = {"part_number": number, "size_bytes": len(body)}
    answer = user.call("POST", f"/v1/images/{image_id}/multipart/parts", request)
    assert answer.status == 200, answer
    assert requests.put(answer.body["url"], data=body, headers=answer.body["headers"]).status_code == 200


def send_all(user: User, image_id: str, body: bytes) -> None:
    for start in range(0, len(body), PART_BYTES):
        send(user, image_id, start // PART_BYTES + 1, body[start : start + PART_BYTES])


def complete(user: User, image_id: str) -> Any:
    return user.call("POST", f"/v1/images/{image_id}/multipart/complete")


def quarantined(cloud: Cloud, user: User, image_id: str) -> list[str]:
    owner = user.call("GET", f"/v1/images/{image_id}").body["owner"]
    return cloud.keys("UPLOADS_BUCKET", f"{owner}/{image_id}/")


def unfinished(cloud: Cloud) -> set[str]:
    listed = cloud.client("s3").list_multipart_uploads(Bucket=cloud.variables["UPLOADS_BUCKET"])
    return {upload["UploadId"] for upload in listed.get("Uploads", [])}


def padded(size: int) -> bytes:
    """A JPEG of that many bytes: what stands behind its end is no part of the picture."""
    photograph = camera_jpeg(2)
    return photograph + b"\0" * (size - len(photograph))
